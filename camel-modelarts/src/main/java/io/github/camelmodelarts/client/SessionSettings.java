package io.github.camelmodelarts.client;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ApiVersion;
import io.github.camelmodelarts.api.ServiceAddress;

/**
 * The session settings of an endpoint: the identity that calls the management API, its address, and the project.
 *
 * @param iam the address of IAM, which looks up the project; null if its id is known
 * @param region the region whose project is looked up; null if its id is known
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
