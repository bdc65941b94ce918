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
 * Resolves host names and caches their addresses. A name is resolved before a request is sent, once for all requests that need it.
 * HttpClient resolves names on threads that must not block, so it gets only cached addresses. Thread-safe.
 */
final class Names implements DnsResolver {

    /** After this time a name is resolved again in the background. */
    private static final Duration FRESH = Duration.ofSeconds(30);
    /** How long an address is used while the name can't be resolved again: as long as connections to it are used. */
    private static final Duration KEPT = Duration.ofMinutes(10);

    private static final int MANY = 1_000;

    private final DnsResolver system;
    private final Executor readers;
    private final LongSupplier nanoTime;
    private final Map<String, Found> found = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<Found>> lookups = new ConcurrentHashMap<>();

    private record Found(List<InetAddress> addresses, long since) {}

    /**
     * Creates an empty cache.
     *
     * @param system the resolver, which can block
     * @param readers the threads on which it blocks
     */
    Names(DnsResolver system, Executor readers, LongSupplier nanoTime) {
        this.system = system;
        this.readers = readers;
        this.nanoTime = nanoTime;
    }

    /**
     * Whether the address of a host is known: it is an IP address, or its address is cached. If the cached address is not fresh, the name is
     * resolved again.
     */
    boolean knows(String host) {
        Found known = found.get(host);
        if (known == null) {
            return isAddress(host);
        } else if (isOlder(known, KEPT)) {
            return false;
        }
        if (isOlder(known, FRESH)) {
            lookUp(host);
        }
        return true;
    }

    /** Completes when the host is resolved, possibly on the thread that resolved it. Fails as the resolver does; a failure is not cached. */
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
                found.values().removeIf(one -> isOlder(one, KEPT));
            }
            found.put(host, now);
            lookups.remove(host);
            result.complete(now);
        } catch (Throwable e) {
            lookups.remove(host);
            result.completeExceptionally(e);
        }
    }

    private boolean isOlder(Found one, Duration age) {
        return nanoTime.getAsLong() - one.since >= age.toNanos();
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
        // HttpClient calls this for Kerberos only, which is not used here
        return host;
    }
}
