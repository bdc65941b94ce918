package io.github.camelmodelarts.client;

import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ApiVersion;
import io.github.camelmodelarts.api.RetryOn;
import io.github.camelmodelarts.api.ServiceAddress;
import io.github.camelmodelarts.http.ClientSettings;
import io.github.camelmodelarts.http.Limits;
import io.github.camelmodelarts.session.ServiceAddresses;
import io.github.camelmodelarts.session.ServiceStates;

/**
 * The look-ups of a session, shared by all endpoints that use it. Thread-safe.
 *
 * @param project supplies the project's id, which it looks up if necessary
 * @param services the addresses of services, not yet validated
 * @param states the states of services, for health checks
 */
record SessionDirectory(Supplier<CompletionStage<String>> project, ServiceAddresses services, ServiceStates states) {

    /**
     * The settings that matter for look-ups: endpoints with equal keys share a directory. Contains no secret.
     *
     * @param identity the key of the identity
     */
    record Key(
            Object identity,
            ServiceAddress management,
            ApiVersion version,
            @Nullable ServiceAddress iam,
            @Nullable String region,
            @Nullable String projectId,
            ClientSettings.Key http,
            Limits limits,
            int maxRetries,
            RetryOn retryOn,
            boolean clockSkewCorrection) {}
}
