package io.github.camelmodelarts.session;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ServiceAddress;
import io.github.camelmodelarts.auth.RecentlyUsed;

/**
 * Supplies the addresses of services, by id or name, to one endpoint. It takes them from the shared {@link ServiceAddresses}, checks that
 * credentials may be sent there, and keeps the allowed ones as long as the shared ones are kept. Bounded, and thread-safe.
 */
public final class ServiceDirectory {

    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final ServiceAddresses shared;
    private final boolean forApps;
    private final Consumer<ServiceAddress> check;
    private final Timing timing;
    private final RecentlyUsed<ServiceReference, LeaseCache<ServiceAddress>> known = new RecentlyUsed<>();

    /**
     * Creates an empty directory.
     *
     * @param forApps whether to use the address for application authentication, which is different in the first generation
     * @param check throws a {@link ModelArtsRequestException} if credentials may not be sent to an address
     */
    public ServiceDirectory(ServiceAddresses shared, boolean forApps, Consumer<ServiceAddress> check, Timing timing) {
        this.shared = shared;
        this.forApps = forApps;
        this.check = check;
        this.timing = timing;
    }

    /**
     * The address of a service. It is looked up if it is not known.
     *
     * @return fails with a {@link ModelArtsRequestException} if the service does not exist or its address is refused, with a {@link
     *     io.github.camelmodelarts.api.ModelArtsServiceStateException} if the service does not run
     */
    public CompletionStage<ServiceAddress> address(ServiceReference service) {
        return cache(service).current();
    }

    /**
     * Looks up the address of a service again, because the host of this address did not respond or does not know the service.
     *
     * @return the address of the service, which may be the same; fails if the service has no address that may be used
     */
    public CompletionStage<ServiceAddress> gone(ServiceReference service, ServiceAddress address) {
        ServiceAddresses.Wanted wanted = wanted(service);
        return shared.gone(wanted, address)
                // an address that is not allowed can't be used either, so it is looked up once more
                .thenCompose(now -> isAllowed(now) ? CompletableFuture.completedFuture(now) : shared.gone(wanted, now))
                .thenCompose(now -> {
                    check.accept(now);
                    return cache(service).recheck(address);
                });
    }

    private ServiceAddresses.Wanted wanted(ServiceReference service) {
        return new ServiceAddresses.Wanted(service, forApps);
    }

    private LeaseCache<ServiceAddress> cache(ServiceReference service) {
        return known.get(
                service, key -> new LeaseCache<>("address of the service with " + key, new Lookup(key), PAUSE, timing));
    }

    /** Takes an address from the shared ones. Other endpoints may wait for the same look-up: giving up here does not end it. */
    private final class Lookup extends ServiceAddresses.Source {

        private final ServiceReference service;

        Lookup(ServiceReference service) {
            this.service = service;
        }

        @Override
        public CompletableFuture<Lease<ServiceAddress>> begin(Fetch fetch) {
            return shared.lease(wanted(service), ServiceDirectory.this::isAllowed)
                    .thenApply(found -> {
                        check.accept(found.value());
                        return found;
                    });
        }
    }

    private boolean isAllowed(ServiceAddress address) {
        try {
            check.accept(address);
            return true;
        } catch (ModelArtsRequestException e) {
            return false;
        }
    }
}
