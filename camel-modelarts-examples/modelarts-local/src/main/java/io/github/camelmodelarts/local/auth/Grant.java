package io.github.camelmodelarts.local.auth;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The rights of an IAM token, and the time when it expires.
 *
 * @param project the id of the project, or null for the whole account
 */
public record Grant(String account, @Nullable String project, Instant end) {

    Grant endingAt(Instant other) {
        return new Grant(account, project, other);
    }
}
