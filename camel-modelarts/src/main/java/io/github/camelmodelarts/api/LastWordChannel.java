package io.github.camelmodelarts.api;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/**
 * Reads exactly so many bytes of another channel, and lets somebody have the last word before the last of them are handed out:
 * who refuses then leaves a request on the wire that no server can take for complete.
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
