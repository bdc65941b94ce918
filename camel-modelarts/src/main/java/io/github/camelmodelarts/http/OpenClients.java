package io.github.camelmodelarts.http;

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
 * The HTTP clients that are open: one for each distinct {@link ClientSettings}. While there are more than a given number, those are closed
 * that were idle for longest; clients in use stay open. Thread-safe; finding an open client takes no lock.
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
     * None yet.
     *
     * @param most how many may be open while one of them is idle
     * @param readers where clients are opened and closed, which takes a while
     */
    OpenClients(int most, Names names, Executor readers, LongSupplier nanoTime) {
        this.most = most;
        this.names = names;
        this.readers = readers;
        this.nanoTime = nanoTime;
    }

    /** A client for one exchange, which has to end its use; null if the client is not open. */
    SharedClient.@Nullable Use use(ClientSettings.Key key) {
        SharedClient known = open.get(key);
        return known == null ? null : known.use();
    }

    /** Opens a client, once for all who want it. It is not closed before those have gone on that wait for this. */
    CompletableFuture<?> open(ClientSettings.Key key, ClientSettings settings) {
        CompletableFuture<@Nullable Void> mine = new CompletableFuture<>();
        CompletableFuture<@Nullable Void> underWay = opening.putIfAbsent(key, mine);
        if (underWay != null) {
            return underWay;
        }
        try {
            readers.execute(() -> open(key, settings, mine));
        } catch (Throwable e) {
            // no thread can be had, or none any more
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
            // an Error, too: calls wait for this
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
        SharedClient.Use use = Objects.requireNonNull(made.use(), "it is new");
        open.put(key, made);
        return use;
    }

    /** A client has no exchange any more; told on its own thread. */
    private void idle() {
        if (open.size() <= most) {
            return;
        }
        try {
            readers.execute(this::closeSurplus);
        } catch (Throwable e) {
            LOG.debug("No client is closed now; the next exchange that ends tries again", e);
        }
    }

    private void closeSurplus() {
        for (SharedClient retired = retire(); retired != null; retired = retire()) {
            retired.close();
            closing.remove(retired);
        }
    }

    /** Takes the client out that was idle for longest, if there are too many and one of them is idle. */
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
            // an exchange may have begun meanwhile
            if (client.retire()) {
                open.remove(oldest.getKey());
                closing.add(client);
                return client;
            }
        }
        return null;
    }

    /** How many connections are in use or waited for; of calls over HTTP/2 that share one, the one. */
    int leased() {
        return open.values().stream().mapToInt(SharedClient::leased).sum();
    }

    /** Ends what is under way, and waits for clients that are being closed. */
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
