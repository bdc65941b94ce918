package io.github.camelmodelarts.api;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;

/** Reads another channel in a way of its own; open as long as that one, and closes it. */
abstract class WrappingChannel implements ReadableByteChannel {

    final ReadableByteChannel source;

    WrappingChannel(ReadableByteChannel source) {
        this.source = source;
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
