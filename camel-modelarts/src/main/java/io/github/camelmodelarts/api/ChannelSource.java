package io.github.camelmodelarts.api;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;

/** Opens the same bytes again on each call. */
@FunctionalInterface
interface ChannelSource {

    /** Returns a new channel at the start of the bytes. */
    ReadableByteChannel open() throws IOException;
}
