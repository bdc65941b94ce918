package io.github.camelmodelarts.local.api;

import java.nio.ByteBuffer;
import java.time.Duration;

/** One step of a streamed response: {@link AnswerStream} makes the usual sequences of them. Immutable, unless the bytes are changed. */
public sealed interface StreamStep {

    /**
     * Sends bytes. They are written at once: as one chunk over HTTP/1.1, unless the client reads too slowly. The content from position to
     * limit is sent; the buffer itself is not changed, so a step can be sent any number of times.
     */
    record Send(ByteBuffer bytes) implements StreamStep {}

    /**
     * Sends nothing for this time, in real time, not by the server's clock. No thread waits. A pause that ends late makes the next ones
     * shorter, so that the pace is right on average; pauses can be shorter than a millisecond.
     */
    record Pause(Duration duration) implements StreamStep {

        /** Creates a pause; {@code duration} must not be negative. */
        public Pause {
            if (duration.isNegative()) {
                throw new IllegalArgumentException("A pause must not be negative");
            }
        }
    }

    /** Ends the response in a wrong way; later steps are not used. Without one of these, it ends properly after the last step. */
    enum End implements StreamStep {
        /** Closes the connection before the proper end of the response. Over HTTP/2, resets the stream. */
        CLOSE,
        /** Resets the connection (TCP RST). Over HTTP/2, resets the stream. */
        RESET,
        /** Sends nothing more and keeps the connection open, until the client closes it or the server stops. */
        SILENCE
    }
}
