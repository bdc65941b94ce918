package io.github.camelmodelarts.api;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Base64;

/** Encodes the bytes of another channel as Base64, without line breaks. */
final class Base64Channel extends WrappingChannel {

    /** Divisible by three, so that only the last piece is padded. */
    private static final int PIECE = 3 * 16_384;

    private BufferChannel encoded = new BufferChannel(ByteBuffer.allocate(0));

    Base64Channel(ReadableByteChannel source) {
        super(source);
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        int length = encoded.read(target);
        if (length >= 0) {
            return length;
        }
        ByteBuffer plain = ByteBuffer.allocate(PIECE);
        while (plain.hasRemaining() && source.read(plain) >= 0) {
            // until the piece is full or the source ends
        }
        if (plain.position() == 0) {
            return -1;
        }
        encoded = new BufferChannel(Base64.getEncoder().encode(plain.flip()));
        return encoded.read(target);
    }
}
