package io.github.camelmodelarts.console;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A call that failed. Contains no text of the service except the code.
 *
 * @param time when it ended
 * @param operation {@code predict} or {@code management}
 * @param target the name or id of the service as the options have it, or the host if they have an address
 * @param category the category of the failure, as in the exchange property {@code CamelAiErrorCategory}
 * @param code the error code of the service, or null
 * @param status the HTTP status, or 0 without a response
 * @param failure the simple name of the exception
 */
public record FailedCall(
        Instant time,
        String operation,
        String target,
        String category,
        @Nullable String code,
        int status,
        String failure) {}
