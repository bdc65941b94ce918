package io.github.camelmodelarts.exchange;

import java.io.IOException;

import io.github.camelmodelarts.api.ModelArtsStreamException;
import io.github.camelmodelarts.api.ResponseStream;

/** A streamed response as the body of an exchange. Thread-safe. */
final class LiveBody extends LiveStream {

    private final ResponseStream stream;
    private final StreamOwner owner;

    LiveBody(ResponseStream stream, StreamOwner owner) {
        this.stream = stream;
        this.owner = owner;
    }

    @Override
    int readArrived(byte[] to, int offset, int length) throws IOException {
        try {
            int read = stream.read(to, offset, length);
            if (read < 0) {
                owner.tellEnd();
            }
            return read;
        } catch (ModelArtsStreamException e) {
            owner.tellFailure(e);
            throw e;
        }
    }

    @Override
    int arrived() {
        return stream.available();
    }

    @Override
    public void close() {
        stream.close();
        owner.tellEnd();
    }

    /** Shows the state, and reads nothing. */
    @Override
    public String toString() {
        return "StreamedResponse[" + (stream.end() == null ? "open" : stream.end()) + "]";
    }
}
