package io.github.camelmodelarts.http;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManager;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolStats;
import org.apache.hc.core5.reactor.IOReactorStatus;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The client for some settings. One whose reactor broke is replaced: it would refuse every call from then on. It counts the exchanges that
 * use it, and is closed when there are none, or with its owner. Thread-safe.
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

    /** @param idle run whenever the last exchange has ended, on a thread that must not block */
    SharedClient(ClientSettings settings, Names names, LongSupplier nanoTime, Runnable idle) {
        this.settings = settings;
        this.names = names;
        this.nanoTime = nanoTime;
        this.idle = idle;
        this.lastUse = nanoTime.getAsLong();
        this.running = started();
    }

    /** One exchange begins; null if this client is retired. */
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

    /** For how long it was not used, in nanoseconds. */
    long age(long now) {
        return now - lastUse;
    }

    /** Admits no exchange from now on; whether there is none. */
    boolean retire() {
        return exchanges.compareAndSet(0, RETIRED);
    }

    /** One exchange's use of this client, which is not closed meanwhile except with its owner. */
    final class Use {

        private final AtomicBoolean ended = new AtomicBoolean();

        private Use() {}

        CloseableHttpAsyncClient client() {
            return current();
        }

        /** More than once does nothing. */
        void end() {
            if (ended.compareAndSet(false, true)) {
                lastUse = nanoTime.getAsLong();
                if (exchanges.decrementAndGet() == 0) {
                    idle.run();
                }
            }
        }
    }

    /** A client that works, unless this one was closed. */
    private CloseableHttpAsyncClient current() {
        CloseableHttpAsyncClient current = running.client;
        return closed || !isBroken(current) ? current : replaced();
    }

    /** One that is not active yet works: what it is asked to do waits until it is. */
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

    /** How many of its connections are in use, or waited for. */
    int leased() {
        PoolStats stats = running.connections.getTotalStats();
        return stats.getLeased() + stats.getPending();
    }

    private Running started() {
        PoolingAsyncClientConnectionManager connections =
                ClientFactory.connections(settings, names, this::reactorEnded);
        CloseableHttpAsyncClient made = ClientFactory.create(settings, connections, this::reactorEnded);
        made.start();
        return new Running(made, connections);
    }

    private void reactorEnded(Exception cause) {
        // closing takes the selector from under its reactor's hands (httpcore 5.3: ConcurrentModificationException),
        // which is then
        // no news
        if (!closed) {
            LOG.error("A reactor of HttpClient broke; calls under way fail, later ones go over a new client", cause);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        running.client.close(CloseMode.IMMEDIATE);
    }

    private record Running(CloseableHttpAsyncClient client, PoolingAsyncClientConnectionManager connections) {}
}
