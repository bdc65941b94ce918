package io.github.camelmodelarts.api;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The times of one streamed response. Immutable.
 *
 * @param service the request, for messages
 * @param sent when the request was sent, as {@link System#nanoTime}
 * @param longestSilence how long the service may send nothing while the reader waits for it
 * @param longest how long the response may take in all, from its head; null without such a limit
 */
public record StreamTiming(
        String service,
        long sent,
        Duration longestSilence,
        @Nullable Duration longest) {

    ModelArtsStreamException silent() {
        return new ModelArtsStreamException(
                "The service sent nothing for responseTimeout=" + longestSilence + " within the streamed response of "
                        + service
                        + ". Check the service's logs; if the model pauses for this long, raise responseTimeout",
                true,
                null);
    }

    ModelArtsStreamException tooLong() {
        return new ModelArtsStreamException(
                "The streamed response of " + service + " took longer than streamTimeout=" + longest
                        + ". Raise streamTimeout if such responses are expected",
                true,
                null);
    }
}
