package io.github.camelmodelarts.api;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** Reads another channel and fails when it returns more bytes than allowed. */
final class LimitedChannel extends WrappingChannel {

    private final long most;
    private long seen;

    LimitedChannel(ReadableByteChannel source, long most) {
        super(source);
        this.most = most;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        int start = target.position();
        int read = source.read(target);
        seen += Math.max(read, 0);
        if (seen > most) {
            target.position(start);
            throw tooLong(most, "more than " + most);
        }
        return read;
    }

    static ModelArtsRequestException tooLong(long most, String length) {
        return new ModelArtsRequestException("The request body has " + length + " bytes, which exceeds"
                + " maxRequestSize=" + most
                + ": no complete request was sent. Send less in one request, or raise maxRequestSize");
    }
}
