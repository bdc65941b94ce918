package io.github.camelmodelarts.api;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;

/** Opens the same bytes anew each time. */
@FunctionalInterface
interface ChannelSource {

    /** A reading from the start. */
    ReadableByteChannel open() throws IOException;
}
