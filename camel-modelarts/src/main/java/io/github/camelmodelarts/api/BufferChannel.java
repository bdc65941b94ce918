package io.github.camelmodelarts.api;

import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** Reads the remaining bytes of a buffer. */
final class BufferChannel implements ReadableByteChannel {

    private final ByteBuffer source;
    private boolean open = true;

    BufferChannel(ByteBuffer source) {
        this.source = source;
    }

    @Override
    public int read(ByteBuffer target) {
        if (!source.hasRemaining()) {
            return -1;
        }
        int length = Math.min(source.remaining(), target.remaining());
        target.put(source.slice(source.position(), length));
        source.position(source.position() + length);
        return length;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        open = false;
    }
}
