package io.github.camelmodelarts.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelmodelarts.api.ApiVersion;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ModelArtsServiceStateException;
import io.github.camelmodelarts.api.ModelArtsTimeoutException;
import io.github.camelmodelarts.api.ServiceAddress;
import io.github.camelmodelarts.auth.RecentlyUsed;

/**
 * Caches the addresses of services as the management API returns them. An address is looked up on first use, again when it is older than 15
 * minutes, and when a service does not respond at it. The directories of many endpoints share these addresses; each directory checks the
 * addresses that it gets. Bounded, and thread-safe.
 */
public final class ServiceAddresses {

    /** The beginning of a message; the reason follows. */
    public static final String UNUSABLE =
            "ModelArts shows an address of the service that can't be used; nothing was sent there. ";

    private static final Logger LOG = LoggerFactory.getLogger(ServiceAddresses.class);

    private static final Duration RENEW_AFTER = Duration.ofMinutes(15);
    private static final Duration KEPT = Duration.ofHours(24);
    private static final Duration PAUSE = Duration.ofSeconds(5);
    /** The kinds of addresses; those that any client can reach come first. */
    private static final List<String> KINDS = List.of("PUBLIC", "CONSOLE", "INTERNAL");

    private final ManagementApi api;
    private final Timing timing;
    private final RecentlyUsed<Wanted, LeaseCache<ServiceAddress>> known = new RecentlyUsed<>();

    /**
     * The key of an address: the service, and the kind of authentication.
     *
     * @param forApp whether the address is for application authentication, which has a different address in the first generation
     */
    record Wanted(ServiceReference service, boolean forApp) {}

    /** Creates an empty cache. */
    public ServiceAddresses(ManagementApi api, Timing timing) {
        this.api = api;
        this.timing = timing;
    }

    /** Fetches an address. */
    abstract static class Source implements LeaseCache.Source<ServiceAddress> {

        @Override
        public final Throwable late(String message) {
            return new ModelArtsTimeoutException(
                    message
                            + ". The management API or IAM is too slow: check modelArtsEndpoint, iamEndpoint and the proxy",
                    false,
                    0,
                    null);
        }

        /** No pause after these failures: a caller that starts or creates the service and awaits it can use it at once. */
        @Override
        public final boolean pausesAfter(Throwable failure) {
            return !(failure instanceof ModelArtsServiceStateException || failure instanceof ModelArtsRequestException);
        }
    }

    /**
     * The address of a service. It may be one that the caller can't use.
     *
     * @param usable whether the caller can use an address; if not, the address is looked up again
     */
    CompletableFuture<Lease<ServiceAddress>> lease(Wanted wanted, Predicate<ServiceAddress> usable) {
        return cache(wanted).lease(usable);
    }

    /**
     * Looks up the address of a service again, because the service did not respond at this address. Completes with the address that was
     * found, which may be the same.
     */
    CompletionStage<ServiceAddress> gone(Wanted wanted, ServiceAddress address) {
        return cache(wanted).recheck(address);
    }

    /** The services that were looked up, and what is known of them without another request. */
    public List<KnownService> services() {
        List<KnownService> services = new ArrayList<>();
        known.forEach((wanted, cache) -> {
            ServiceAddress address = cache.known();
            Throwable failure = cache.lastFailure();
            String found = address == null ? null : "running";
            services.add(new KnownService(
                    wanted.service.toString(),
                    failure instanceof ModelArtsServiceStateException state ? state.getStatus() : found,
                    address == null ? null : address.authority()));
        });
        return services;
    }

    private LeaseCache<ServiceAddress> cache(Wanted wanted) {
        return known.get(
                wanted,
                key -> new LeaseCache<>("address of the service with " + key.service, new Lookup(key), PAUSE, timing));
    }

    private final class Lookup extends Source {

        private final Wanted wanted;
        private volatile @Nullable ServiceAddress last;

        Lookup(Wanted wanted) {
            this.wanted = wanted;
        }

        @Override
        public CompletableFuture<Lease<ServiceAddress>> begin(Fetch fetch) {
            return lookup(api.within(fetch), wanted)
                    .thenApply(found -> {
                        tellMove(found.value());
                        return found;
                    })
                    .toCompletableFuture();
        }

        private void tellMove(ServiceAddress now) {
            ServiceAddress before = last;
            last = now;
            if (before != null && !before.equals(now)) {
                LOG.info("The service with {} has moved from {} to {}", wanted.service, before, now);
            }
        }
    }

    private static CompletionStage<Lease<ServiceAddress>> lookup(ManagementApi within, Wanted wanted) {
        return within.describe(wanted.service).thenCompose(detail -> {
            ServiceState state = ServiceState.of(detail, within.generation());
            if (!state.isServing()) {
                return CompletableFuture.failedFuture(state.notServing());
            }
            return address(within, wanted, state, detail).thenApply(found -> lease(wanted.service, found));
        });
    }

    private static CompletionStage<String> address(
            ManagementApi within, Wanted wanted, ServiceState state, JsonNode detail) {
        if (within.generation().version() == ApiVersion.v2) {
            return CompletableFuture.completedFuture(predictUrl(detail.path("predict_url")));
        } else if (wanted.forApp) {
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

    private static Lease<ServiceAddress> lease(ServiceReference service, String address) {
        if (address.isBlank()) {
            throw new ModelArtsRequestException("ModelArts shows no address for the service with " + service
                    + ": it is not a real-time service, or has no external access; set address if you know one");
        }
        return new Lease<>(read(address), RENEW_AFTER, KEPT);
    }

    private static ServiceAddress read(String address) {
        try {
            return ServiceAddress.parse(address);
        } catch (ModelArtsRequestException e) {
            throw new ModelArtsRequestException(UNUSABLE + e.getMessage(), e);
        }
    }
}
