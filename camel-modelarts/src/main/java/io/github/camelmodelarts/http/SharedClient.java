package io.github.camelmodelarts.http;

import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManager;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolStats;
import org.apache.hc.core5.reactor.IOReactorStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The client for some settings. One whose reactor broke is replaced: it would refuse every call from then on. Thread-safe. */
final class SharedClient implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SharedClient.class);

    private final ClientSettings settings;
    private final Names names;
    private final LeftBehind leftBehind = new LeftBehind(System::nanoTime);
    private volatile Running running;
    private volatile boolean closed;

    SharedClient(ClientSettings settings, Names names) {
        this.settings = settings;
        this.names = names;
        this.running = started();
    }

    ClientSettings settings() {
        return settings;
    }

    /** A client that works, unless this one was closed. */
    CloseableHttpAsyncClient current() {
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

    Names names() {
        return names;
    }

    LeftBehind leftBehind() {
        return leftBehind;
    }

    private Running started() {
        PoolingAsyncClientConnectionManager connections = ClientFactory.connections(settings, names);
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
