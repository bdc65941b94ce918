package io.github.camelmodelarts.session;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ServiceAddress;
import io.github.camelmodelarts.auth.RecentlyUsed;

/**
 * The addresses of services, by id or name, to which one endpoint may send. It keeps those that it found to be allowed, as long as the
 * addresses that it shares with others are kept. Bounded, and thread-safe.
 */
public final class ServiceDirectory {

    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final ServiceAddresses shared;
    private final boolean forApps;
    private final Consumer<ServiceAddress> check;
    private final Timing timing;
    private final RecentlyUsed<ServiceReference, LeaseCache<ServiceAddress>> known = new RecentlyUsed<>();

    /**
     * An empty directory.
     *
     * @param forApps whether the address for application authentication is wanted, which is another one in the first generation
     * @param check throws if credentials may not go to an address
     */
    public ServiceDirectory(ServiceAddresses shared, boolean forApps, Consumer<ServiceAddress> check, Timing timing) {
        this.shared = shared;
        this.forApps = forApps;
        this.check = check;
        this.timing = timing;
    }

    /**
     * Where a service is.
     *
     * @return fails with a {@link ModelArtsRequestException} if there is no such service or its address is refused, with a {@link
     *     io.github.camelmodelarts.api.ModelArtsServiceStateException} if it does not run
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
        ServiceAddresses.Wanted wanted = wanted(service);
        return shared.gone(wanted, address)
                // one that is refused is no use either
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

    /** Takes an address from those that are shared. Others may wait for the same one: giving up here ends nothing there. */
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
