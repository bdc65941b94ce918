package io.github.camelmodelarts.local.auth;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What an IAM token lets its holder do, until when.
 *
 * @param project the id of the project that it is for, or null for the account as a whole
 */
public record Grant(String account, @Nullable String project, Instant end) {

    Grant endingAt(Instant other) {
        return new Grant(account, project, other);
    }
}
