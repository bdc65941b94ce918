package io.github.camelmodelarts.api;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Base64;

/** The Base64 of another channel's bytes, without line breaks. */
final class Base64Channel implements ReadableByteChannel {

    /** Divisible by three, so that only the last piece is padded. */
    private static final int PIECE = 3 * 16_384;

    private final ReadableByteChannel source;
    private ByteBuffer encoded = ByteBuffer.allocate(0);

    Base64Channel(ReadableByteChannel source) {
        this.source = source;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (!encoded.hasRemaining()) {
            ByteBuffer plain = ByteBuffer.allocate(PIECE);
            int length = 0;
            while (length >= 0 && plain.hasRemaining()) {
                length = source.read(plain);
            }
            if (plain.position() == 0) {
                return -1;
            }
            encoded = Base64.getEncoder().encode(plain.flip());
        }
        int length = Math.min(encoded.remaining(), target.remaining());
        target.put(encoded.slice(encoded.position(), length));
        encoded.position(encoded.position() + length);
        return length;
    }

    @Override
    public boolean isOpen() {
        return source.isOpen();
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
