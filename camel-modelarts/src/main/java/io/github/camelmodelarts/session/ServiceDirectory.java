package io.github.camelmodelarts.session;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelmodelarts.api.ApiVersion;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ModelArtsServiceStateException;
import io.github.camelmodelarts.api.ModelArtsTimeoutException;
import io.github.camelmodelarts.api.ServiceAddress;
import io.github.camelmodelarts.auth.RecentlyUsed;

/**
 * The addresses of services, by id or name: looked up when first wanted, kept, looked up again now and then and when one is gone. What
 * the management API says is checked before anything is sent there. Bounded, and thread-safe.
 */
public final class ServiceDirectory {

    private static final Duration RENEW_AFTER = Duration.ofMinutes(15);
    private static final Duration KEPT = Duration.ofHours(24);
    private static final Duration PAUSE = Duration.ofSeconds(5);
    /** From where everybody is, first. */
    private static final List<String> KINDS = List.of("PUBLIC", "CONSOLE", "INTERNAL");

    private final ManagementApi api;
    private final boolean forApps;
    private final Function<String, ServiceAddress> check;
    private final Timing timing;
    private final RecentlyUsed<ServiceReference, LeaseCache<ServiceAddress>> known = new RecentlyUsed<>();

    /**
     * An empty directory.
     *
     * @param forApps whether the address for application authentication is wanted, which is another one in the first generation
     * @param check reads an address, and throws if credentials may not go there
     */
    public ServiceDirectory(ManagementApi api, boolean forApps, Function<String, ServiceAddress> check, Timing timing) {
        this.api = api;
        this.forApps = forApps;
        this.check = check;
        this.timing = timing;
    }

    /**
     * Where a service is.
     *
     * @return fails with a {@link ModelArtsRequestException} if there is no such service or its address is refused, with a {@link
     *     ModelArtsServiceStateException} if it does not run
     */
    public CompletionStage<ServiceAddress> address(ServiceReference service) {
        return cache(service).current();
    }

    /**
     * Told that nobody answered at an address, or nobody who knows the service.
     *
     * @return where the service is, perhaps the same; fails if it is nowhere
     */
    public CompletionStage<ServiceAddress> gone(ServiceReference service, ServiceAddress address) {
        return cache(service).recheck(address);
    }

    private LeaseCache<ServiceAddress> cache(ServiceReference service) {
        return known.get(
                service, key -> new LeaseCache<>("address of the service with " + key, new Lookup(key), PAUSE, timing));
    }

    private final class Lookup implements LeaseCache.Source<ServiceAddress> {

        private final ServiceReference service;

        Lookup(ServiceReference service) {
            this.service = service;
        }

        @Override
        public CompletableFuture<Lease<ServiceAddress>> begin(Fetch fetch) {
            return lookup(api.within(fetch), service).toCompletableFuture();
        }

        @Override
        public Throwable late(String message) {
            return new ModelArtsTimeoutException(
                    message
                            + ". The management API, or IAM before it, is too slow: check modelArtsEndpoint, iamEndpoint and the proxy",
                    false,
                    0,
                    null);
        }

        /** Who starts or makes the service and waits until it runs finds it at once. */
        @Override
        public boolean pausesAfter(Throwable failure) {
            return !(failure instanceof ModelArtsServiceStateException || failure instanceof ModelArtsRequestException);
        }
    }

    private CompletionStage<Lease<ServiceAddress>> lookup(ManagementApi within, ServiceReference service) {
        return within.describe(service).thenCompose(detail -> {
            ServiceState state = ServiceState.of(detail, within.generation());
            if (!state.isServing()) {
                return CompletableFuture.failedFuture(state.notServing());
            }
            return address(within, state, detail).thenApply(found -> lease(service, found));
        });
    }

    private CompletionStage<String> address(ManagementApi within, ServiceState state, JsonNode detail) {
        if (within.generation().version() == ApiVersion.v2) {
            return CompletableFuture.completedFuture(predictUrl(detail.path("predict_url")));
        } else if (forApps) {
            return within.appAuthApi(ServiceReference.id(state.id()))
                    .thenApply(found -> found.path("predict_url").asText(""));
        }
        return CompletableFuture.completedFuture(detail.path("access_address").asText(""));
    }

    private static String predictUrl(JsonNode urls) {
        for (String kind : KINDS) {
            for (JsonNode url : urls) {
                if (url.path("type").asText().equals(kind) && !url.path("urls").isEmpty()) {
                    return url.path("urls").path(0).asText("");
                }
            }
        }
        return "";
    }

    private Lease<ServiceAddress> lease(ServiceReference service, String address) {
        if (address.isBlank()) {
            throw new ModelArtsRequestException("ModelArts shows no address for the service with " + service
                    + ": it is no real-time service, or can't be reached from outside; set address if you know one");
        }
        return new Lease<>(check.apply(address), RENEW_AFTER, KEPT);
    }
}
