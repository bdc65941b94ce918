package io.github.camelmodelarts.events;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsStreamException;
import io.github.camelmodelarts.api.ServerSentEvent;
import io.github.camelmodelarts.secrets.ErrorBody;
import io.github.camelmodelarts.secrets.Redaction;

/** Finds the error that a service sends as an event, after it has begun a stream with status 200. */
public final class ErrorEvent {

    private static final String TYPE = "error";

    private static final int LONGEST_CODE = 64;
    private static final int LONGEST_MESSAGE = 1024;

    private ErrorEvent() {}

    /**
     * Returns the failure that an event stands for, or null if it is an ordinary event. An event is a failure if its type is
     * {@code error} or if its data is an error object of the gateway, ModelArts, MaaS, vLLM or an OpenAI-compatible service.
     *
     * @param redaction masks secrets in the service's text
     */
    public static @Nullable ModelArtsStreamException in(ServerSentEvent event, Redaction redaction) {
        ErrorBody said = event.event().equals(TYPE) ? inAnyForm(event.data()) : ErrorBody.ifError(event.data());
        return said == null ? null : failure("The service sent an error in the stream", said, redaction);
    }

    /** An event of type {@code error} can have any data, and all of it is the message if it has no known shape. */
    private static ErrorBody inAnyForm(String data) {
        ErrorBody said = ErrorBody.of(data);
        return said.isShaped() || data.isBlank() ? said : new ErrorBody(null, data, null, false, false);
    }

    static ModelArtsStreamException failure(String what, ErrorBody said, Redaction redaction) {
        String code = said.code() == null ? null : redaction.shown(said.code(), LONGEST_CODE);
        String message = said.message() == null ? null : redaction.shown(said.message(), LONGEST_MESSAGE);
        return new ModelArtsStreamException(
                        what + (code == null ? "" : ": " + code) + (message == null ? "" : ": " + message), false, null)
                .withErrorCode(code);
    }
}
