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

/**
 * What is looked up for a session, once for all endpoints that use it. Thread-safe.
 *
 * @param project gives the project's id, which may have to be looked up
 * @param services where services are; not checked yet
 */
record SessionDirectory(Supplier<CompletionStage<String>> project, ServiceAddresses services) {

    /**
     * All that matters to a lookup: endpoints that agree in it share a directory. Holds no secret.
     *
     * @param identity stands for who asks
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
