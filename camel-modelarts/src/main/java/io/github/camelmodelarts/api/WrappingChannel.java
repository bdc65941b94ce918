package io.github.camelmodelarts.api;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;

/**
 * Base of channels that read another channel. It is open as long as the other channel, and closing it closes the other
 * channel.
 */
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
