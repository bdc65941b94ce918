package io.github.camelmodelarts.http;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;

import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.nio.ManagedAsyncClientConnection;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.ManagedConnPool;
import org.apache.hc.core5.pool.PoolEntry;
import org.apache.hc.core5.pool.PoolStats;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Shares HTTP/2 connections of another pool. {@link Http2Connection#room} says how many exchanges use a connection. A new one is opened when all
 * are full, and an exchange waits for a connection that is being opened if it will have room. HTTP/1.1 connections are not shared.
 * Thread-safe.
 *
 * <p>HttpClient's own H2SharingConnPool (5.5, experimental) has no limit for a connection, and opens one for each exchange of a burst that
 * finds none open. HttpCore possibly gets a better pool (apache/httpcomponents-core, pull request 666).
 */
final class StreamPool implements ManagedConnPool<HttpRoute, ManagedAsyncClientConnection> {

    private final ManagedConnPool<HttpRoute, ManagedAsyncClientConnection> pool;
    private final Map<HttpRoute, SharedRoute> routes = new ConcurrentHashMap<>();

    StreamPool(ManagedConnPool<HttpRoute, ManagedAsyncClientConnection> pool) {
        this.pool = pool;
    }

    /** The connections of a route. */
    SharedRoute of(HttpRoute route) {
        return routes.computeIfAbsent(route, first -> new SharedRoute(route, pool));
    }

    /** @param state null: connections are not distinguished by it */
    @Override
    public Future<PoolEntry<HttpRoute, ManagedAsyncClientConnection>> lease(
            HttpRoute route,
            @Nullable Object state,
            Timeout requestTimeout,
            FutureCallback<PoolEntry<HttpRoute, ManagedAsyncClientConnection>> callback) {
        return of(route).lease(requestTimeout, callback);
    }

    @Override
    public void release(PoolEntry<HttpRoute, ManagedAsyncClientConnection> entry, boolean reusable) {
        of(entry.getRoute()).release(entry, reusable);
    }

    @Override
    public void close(CloseMode mode) {
        pool.close(mode);
        routes.values().forEach(SharedRoute::cancelWaiting);
    }

    @Override
    public void close() {
        close(CloseMode.GRACEFUL);
    }

    /** The statistics of the pool. Exchanges that wait for a connection that is being opened count as pending, too. */
    @Override
    public PoolStats getTotalStats() {
        PoolStats stats = pool.getTotalStats();
        int waiting = routes.values().stream().mapToInt(SharedRoute::waiting).sum();
        return new PoolStats(stats.getLeased(), stats.getPending() + waiting, stats.getAvailable(), stats.getMax());
    }

    @Override
    public PoolStats getStats(HttpRoute route) {
        PoolStats stats = pool.getStats(route);
        int waiting = of(route).waiting();
        return new PoolStats(stats.getLeased(), stats.getPending() + waiting, stats.getAvailable(), stats.getMax());
    }

    @Override
    public void setMaxTotal(int max) {
        pool.setMaxTotal(max);
    }

    @Override
    public int getMaxTotal() {
        return pool.getMaxTotal();
    }

    @Override
    public void setDefaultMaxPerRoute(int max) {
        pool.setDefaultMaxPerRoute(max);
    }

    @Override
    public int getDefaultMaxPerRoute() {
        return pool.getDefaultMaxPerRoute();
    }

    @Override
    public void setMaxPerRoute(HttpRoute route, int max) {
        pool.setMaxPerRoute(route, max);
    }

    @Override
    public int getMaxPerRoute(HttpRoute route) {
        return pool.getMaxPerRoute(route);
    }

    @Override
    public void closeIdle(TimeValue idleTime) {
        pool.closeIdle(idleTime);
    }

    @Override
    public void closeExpired() {
        pool.closeExpired();
    }

    @Override
    public Set<HttpRoute> getRoutes() {
        return pool.getRoutes();
    }
}
