package io.github.camelmodelarts.api;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Iterator;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** Reads sources one after the other. Each source is opened when the one before it has ended. */
final class SequenceChannel implements ReadableByteChannel {

    private final Iterator<? extends ChannelSource> next;
    private @Nullable ReadableByteChannel current;
    private boolean open = true;

    SequenceChannel(List<? extends ChannelSource> sources) {
        this.next = sources.iterator();
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        while (current != null || next.hasNext()) {
            if (current == null) {
                current = next.next().open();
            }
            int length = current.read(target);
            if (length >= 0) {
                return length;
            }
            closeCurrent();
        }
        return -1;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() throws IOException {
        open = false;
        closeCurrent();
    }

    private void closeCurrent() throws IOException {
        ReadableByteChannel finished = current;
        current = null;
        if (finished != null) {
            finished.close();
        }
    }
}
