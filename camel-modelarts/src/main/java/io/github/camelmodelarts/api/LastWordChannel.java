package io.github.camelmodelarts.api;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/**
 * Reads exactly {@code length} bytes of another channel and runs a check before it returns the last of them. If the
 * check throws, the request that was sent so far is incomplete, and no server can mistake it for a complete one.
 */
final class LastWordChannel extends WrappingChannel {

    private final Runnable lastWord;
    private long remaining;

    LastWordChannel(ReadableByteChannel source, long length, Runnable lastWord) {
        super(source);
        this.remaining = length;
        this.lastWord = lastWord;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (remaining == 0) {
            return -1;
        }
        int start = target.position();
        ByteBuffer window = target.slice(start, (int) Math.min(target.remaining(), remaining));
        int length = source.read(window);
        if (length < 0) {
            lastWord.run();
            throw new EOFException("The content ended " + remaining + " bytes early");
        }
        if (length == remaining) {
            lastWord.run();
        }
        remaining -= length;
        target.position(start + length);
        return length;
    }
}
