package io.github.camelmodelarts.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.core5.net.InetAddressUtils;

/**
 * Addresses of hosts. A name is looked up before a request for it is made, by one for all who want it, and kept for a while; HttpClient
 * itself, which asks on threads that must not wait, reads what is kept. Thread-safe.
 */
final class Names implements DnsResolver {

    private static final Duration KEPT = Duration.ofSeconds(30);
    private static final int MANY = 1_000;

    private final DnsResolver system;
    private final Executor readers;
    private final LongSupplier nanoTime;
    private final Map<String, Found> found = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<Found>> lookups = new ConcurrentHashMap<>();

    private record Found(List<InetAddress> addresses, long since) {}

    /**
     * No names yet.
     *
     * @param system may wait
     * @param readers where it waits
     */
    Names(DnsResolver system, Executor readers, LongSupplier nanoTime) {
        this.system = system;
        this.readers = readers;
        this.nanoTime = nanoTime;
    }

    /** Whether a host can be connected to at once: it is an address itself, or its address is kept. */
    boolean knows(String host) {
        Found known = found.get(host);
        return known == null ? isAddress(host) : isFresh(known);
    }

    /** Completes once the host is known, perhaps on a thread that was waiting for it; fails as the system does, each time anew. */
    CompletableFuture<?> lookUp(String host) {
        CompletableFuture<Found> mine = new CompletableFuture<>();
        CompletableFuture<Found> underWay = lookups.putIfAbsent(host, mine);
        if (underWay != null) {
            return underWay;
        }
        try {
            readers.execute(() -> lookUp(host, mine));
        } catch (Throwable e) {
            lookups.remove(host);
            mine.completeExceptionally(e);
        }
        return mine;
    }

    private void lookUp(String host, CompletableFuture<Found> result) {
        try {
            Found now = new Found(List.of(system.resolve(host)), nanoTime.getAsLong());
            if (found.size() >= MANY) {
                found.values().removeIf(one -> !isFresh(one));
            }
            found.put(host, now);
            lookups.remove(host);
            result.complete(now);
        } catch (Throwable e) {
            lookups.remove(host);
            result.completeExceptionally(e);
        }
    }

    private boolean isFresh(Found one) {
        return nanoTime.getAsLong() - one.since < KEPT.toNanos();
    }

    private static boolean isAddress(String host) {
        return InetAddressUtils.isIPv4(host)
                || InetAddressUtils.isIPv6(host)
                || InetAddressUtils.isIPv6URLBracketed(host);
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        Found known = found.get(host);
        if (known != null) {
            return known.addresses.toArray(InetAddress[]::new);
        } else if (isAddress(host)) {
            return system.resolve(host);
        }
        throw new UnknownHostException(host);
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        // for Kerberos only, which nobody here speaks
        return host;
    }
}
