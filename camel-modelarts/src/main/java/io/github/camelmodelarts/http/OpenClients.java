package io.github.camelmodelarts.http;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the open HTTP clients, one for each distinct {@link ClientSettings}. If there are more than a given number, the clients that were
 * idle for longest are closed; clients in use stay open. Thread-safe; finding an open client takes no lock.
 */
final class OpenClients implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OpenClients.class);

    private final Map<ClientSettings.Key, SharedClient> open = new ConcurrentHashMap<>();
    private final Map<ClientSettings.Key, CompletableFuture<@Nullable Void>> opening = new ConcurrentHashMap<>();
    private final Set<SharedClient> closing = ConcurrentHashMap.newKeySet();
    private final int most;
    private final Names names;
    private final Executor readers;
    private final LongSupplier nanoTime;
    private boolean closed;

    /**
     * Creates an instance without clients.
     *
     * @param most how many clients can be open while one of them is idle
     * @param readers the threads on which clients are opened and closed, which takes a while
     */
    OpenClients(int most, Names names, Executor readers, LongSupplier nanoTime) {
        this.most = most;
        this.names = names;
        this.readers = readers;
        this.nanoTime = nanoTime;
    }

    /** The use of a client for one exchange, which must end it; null if the client is not open. */
    SharedClient.@Nullable Use use(ClientSettings.Key key) {
        SharedClient known = open.get(key);
        return known == null ? null : known.use();
    }

    /** Opens a client, once for all exchanges that need it. The client is not closed before the exchanges that wait for it have continued. */
    CompletableFuture<?> open(ClientSettings.Key key, ClientSettings settings) {
        CompletableFuture<@Nullable Void> mine = new CompletableFuture<>();
        CompletableFuture<@Nullable Void> underWay = opening.putIfAbsent(key, mine);
        if (underWay != null) {
            return underWay;
        }
        try {
            readers.execute(() -> open(key, settings, mine));
        } catch (Throwable e) {
            // there is no thread, or the pool is closed
            opening.remove(key);
            mine.completeExceptionally(e);
        }
        return mine;
    }

    private void open(ClientSettings.Key key, ClientSettings settings, CompletableFuture<@Nullable Void> result) {
        SharedClient.Use use;
        try {
            use = opened(key, settings);
        } catch (Throwable e) {
            // an Error is caught too, because calls wait for the result
            opening.remove(key);
            result.completeExceptionally(e);
            return;
        }
        opening.remove(key);
        try {
            result.complete(null);
        } finally {
            use.end();
        }
        closeSurplus();
    }

    private synchronized SharedClient.Use opened(ClientSettings.Key key, ClientSettings settings) {
        SharedClient.Use known = use(key);
        if (known != null) {
            return known;
        } else if (closed) {
            throw new CancellationException("The HTTP clients are closed");
        }
        SharedClient made = new SharedClient(settings, names, nanoTime, this::idle);
        SharedClient.Use use = Objects.requireNonNull(made.use(), "a new client is not retired");
        open.put(key, made);
        return use;
    }

    /** Called on a client's thread when its last exchange has ended. */
    private void idle() {
        if (open.size() <= most) {
            return;
        }
        try {
            readers.execute(this::closeSurplus);
        } catch (Throwable e) {
            LOG.debug("Idle HTTP clients can't be closed now; the next exchange that ends tries it again", e);
        }
    }

    private void closeSurplus() {
        for (SharedClient retired = retire(); retired != null; retired = retire()) {
            retired.close();
            closing.remove(retired);
        }
    }

    /** Removes the client that was idle for longest, if there are too many clients and one of them is idle. */
    private synchronized @Nullable SharedClient retire() {
        while (open.size() > most) {
            long now = nanoTime.getAsLong();
            Map.Entry<ClientSettings.Key, SharedClient> oldest = null;
            for (Map.Entry<ClientSettings.Key, SharedClient> one : open.entrySet()) {
                if (one.getValue().isIdle()
                        && (oldest == null
                                || one.getValue().age(now) > oldest.getValue().age(now))) {
                    oldest = one;
                }
            }
            if (oldest == null) {
                return null;
            }
            SharedClient client = oldest.getValue();
            // an exchange has possibly begun meanwhile
            if (client.retire()) {
                open.remove(oldest.getKey());
                closing.add(client);
                return client;
            }
        }
        return null;
    }

    /** How many connections are open to each host and port. */
    Map<String, Integer> connections() {
        Map<String, Integer> connections = new HashMap<>();
        open.values().forEach(client -> client.countConnections(connections));
        return connections;
    }

    /** How many connections are in use or requested; a connection that HTTP/2 calls share counts once. */
    int leased() {
        return open.values().stream().mapToInt(SharedClient::leased).sum();
    }

    /** Ends all exchanges, and waits for clients that are being closed. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            closing.addAll(open.values());
            open.clear();
        }
        closing.forEach(SharedClient::close);
        closing.clear();
    }
}
