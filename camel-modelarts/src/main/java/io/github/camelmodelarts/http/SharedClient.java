package io.github.camelmodelarts.http;

import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManager;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolStats;
import org.apache.hc.core5.reactor.IOReactorStatus;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP client of all transports with equal settings. It counts the exchanges that use it. A client of HttpClient whose reactor failed is
 * replaced, because it would refuse all later calls. It is closed when no exchange uses it, or with its owner. Thread-safe.
 */
final class SharedClient implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SharedClient.class);
    private static final int RETIRED = -1;

    private final ClientSettings settings;
    private final Names names;
    private final LongSupplier nanoTime;
    private final Runnable idle;
    private final AtomicInteger exchanges = new AtomicInteger();
    private volatile long lastUse;
    private volatile Running running;
    private volatile boolean closed;

    /** @param idle runs each time the last exchange has ended, on a thread that must not block */
    SharedClient(ClientSettings settings, Names names, LongSupplier nanoTime, Runnable idle) {
        this.settings = settings;
        this.names = names;
        this.nanoTime = nanoTime;
        this.idle = idle;
        this.lastUse = nanoTime.getAsLong();
        this.running = started();
    }

    /** Begins one exchange; null if this client is retired. */
    @Nullable
    Use use() {
        int before = exchanges.get();
        while (before != RETIRED) {
            if (exchanges.compareAndSet(before, before + 1)) {
                return new Use();
            }
            before = exchanges.get();
        }
        return null;
    }

    boolean isIdle() {
        return exchanges.get() == 0;
    }

    /** For how long the client was not used, in nanoseconds. */
    long age(long now) {
        return now - lastUse;
    }

    /** Retires the client, so that it accepts no more exchanges; false if an exchange uses it. */
    boolean retire() {
        return exchanges.compareAndSet(0, RETIRED);
    }

    /** The use of this client by one exchange. Meanwhile the client is closed only with its owner. */
    final class Use {

        private final AtomicBoolean ended = new AtomicBoolean();

        private Use() {}

        CloseableHttpAsyncClient client() {
            return current();
        }

        /** Ends the use. Further calls have no effect. */
        void end() {
            if (ended.compareAndSet(false, true)) {
                lastUse = nanoTime.getAsLong();
                if (exchanges.decrementAndGet() == 0) {
                    idle.run();
                }
            }
        }
    }

    /** A working client, unless this one was closed. */
    private CloseableHttpAsyncClient current() {
        CloseableHttpAsyncClient current = running.client;
        return closed || !isBroken(current) ? current : replaced();
    }

    /** Whether the client no longer works. A client that is not active yet works: its tasks wait until it is. */
    private static boolean isBroken(CloseableHttpAsyncClient client) {
        return client.getStatus().compareTo(IOReactorStatus.SHUTTING_DOWN) >= 0;
    }

    private synchronized CloseableHttpAsyncClient replaced() {
        if (!closed && isBroken(running.client)) {
            running.client.close(CloseMode.IMMEDIATE);
            running = started();
        }
        return running.client;
    }

    /** How many of its connections are in use or requested. */
    int leased() {
        PoolStats stats = running.connections.getTotalStats();
        return stats.getLeased() + stats.getPending();
    }

    /** Adds the number of its open connections to each host and port. */
    void countConnections(Map<String, Integer> counted) {
        PoolingAsyncClientConnectionManager connections = running.connections;
        for (HttpRoute route : connections.getRoutes()) {
            PoolStats stats = connections.getStats(route);
            counted.merge(authority(route.getTargetHost()), stats.getLeased() + stats.getAvailable(), Integer::sum);
        }
    }

    /** Host and port as requests have them in {@code Host}: without the default port, which routes name. */
    private static String authority(HttpHost host) {
        boolean defaultPort = host.getPort() == (host.getSchemeName().equals("https") ? 443 : 80);
        return defaultPort ? host.getHostName() : host.getHostName() + ":" + host.getPort();
    }

    private Running started() {
        PoolingAsyncClientConnectionManager connections =
                ClientFactory.connections(settings, names, this::reactorEnded);
        CloseableHttpAsyncClient made = ClientFactory.create(settings, connections, this::reactorEnded);
        made.start();
        return new Running(made, connections);
    }

    private void reactorEnded(Exception cause) {
        // closing a client makes its reactor fail (httpcore 5.3: ConcurrentModificationException), which is expected
        // then
        if (!closed) {
            LOG.error("A reactor of HttpClient failed; its calls in flight fail, later calls use a new client", cause);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        running.client.close(CloseMode.IMMEDIATE);
    }

    private record Running(CloseableHttpAsyncClient client, PoolingAsyncClientConnectionManager connections) {}
}
