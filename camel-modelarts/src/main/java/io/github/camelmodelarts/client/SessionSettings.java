package io.github.camelmodelarts.client;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ApiVersion;
import io.github.camelmodelarts.api.ServiceAddress;

/**
 * The session that an endpoint's options describe: who calls the management API, where that is, and for which project.
 *
 * @param iam where the project is looked up; null if its id is known
 * @param region whose project is looked up; null if its id is known
 * @param projectId null if it has to be looked up
 */
public record SessionSettings(
        Identity identity,
        ServiceAddress management,
        ApiVersion version,
        @Nullable ServiceAddress iam,
        @Nullable String region,
        @Nullable String projectId,
        Duration awaitTimeout,
        Duration pollInterval) {}
