package io.github.camelmodelarts.http;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;

import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.nio.ManagedAsyncClientConnection;
import org.apache.hc.core5.concurrent.BasicFuture;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.ConnPool;
import org.apache.hc.core5.pool.PoolEntry;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/** Manages the connections of one route, and the exchanges that use them, open them or wait for one. Thread-safe. */
final class SharedRoute {

    private final HttpRoute route;
    private final ConnPool<HttpRoute, ManagedAsyncClientConnection> pool;

    /** How many exchanges use each connection, the oldest connection first. */
    private final Map<PoolEntry<HttpRoute, ManagedAsyncClientConnection>, Integer> shared = new LinkedHashMap<>();

    /** Connections that are being opened, each by one exchange. */
    private final Set<PoolEntry<HttpRoute, ManagedAsyncClientConnection>> opening = new HashSet<>();

    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private int asked;
    /** Whether each exchange opens its own connection: the server has no HTTP/2, or the last connection could not be opened. */
    private boolean alone;

    private boolean serving;
    private boolean again;

    SharedRoute(HttpRoute route, ConnPool<HttpRoute, ManagedAsyncClientConnection> pool) {
        this.route = route;
        this.pool = pool;
    }

    /** An exchange that waits for a connection. */
    private static final class Waiting extends BasicFuture<PoolEntry<HttpRoute, ManagedAsyncClientConnection>> {
        private final Timeout timeout;

        Waiting(Timeout timeout, FutureCallback<PoolEntry<HttpRoute, ManagedAsyncClientConnection>> callback) {
            super(callback);
            this.timeout = timeout;
        }
    }

    Future<PoolEntry<HttpRoute, ManagedAsyncClientConnection>> lease(
            Timeout timeout, FutureCallback<PoolEntry<HttpRoute, ManagedAsyncClientConnection>> callback) {
        Waiting exchange = new Waiting(timeout, callback);
        synchronized (this) {
            waiting.add(exchange);
        }
        serve();
        return exchange;
    }

    /** Gives connections to waiting exchanges. If a callback calls this method again, it only makes the loop continue. */
    private void serve() {
        synchronized (this) {
            again = true;
            if (serving) {
                return;
            }
            serving = true;
        }
        try {
            while (serveNext()) {
                // until no exchange waits, or all wait for connections that are being opened
            }
        } catch (Throwable e) {
            synchronized (this) {
                // the next event serves the other exchanges
                serving = false;
            }
            throw e;
        }
    }

    private boolean serveNext() {
        Waiting next;
        PoolEntry<HttpRoute, ManagedAsyncClientConnection> entry;
        synchronized (this) {
            next = firstWaiting();
            entry = next == null ? null : withRoom();
            if (next == null || (entry == null && !mayOpen())) {
                serving = again;
                again = false;
                return serving;
            }
            waiting.remove();
            if (entry == null) {
                asked++;
            } else {
                shared.merge(entry, 1, Integer::sum);
            }
        }
        if (entry == null) {
            open(next);
        } else if (!next.completed(entry)) {
            release(entry, true);
        }
        return true;
    }

    private @Nullable Waiting firstWaiting() {
        Waiting first = waiting.peek();
        while (first != null && first.isDone()) {
            waiting.remove();
            first = waiting.peek();
        }
        return first;
    }

    private @Nullable PoolEntry<HttpRoute, ManagedAsyncClientConnection> withRoom() {
        for (Map.Entry<PoolEntry<HttpRoute, ManagedAsyncClientConnection>, Integer> used : shared.entrySet()) {
            PoolEntry<HttpRoute, ManagedAsyncClientConnection> entry = used.getKey();
            if (entry.getConnection() instanceof ListenedConnection connection
                    && connection.takesMore()
                    && used.getValue() < connection.http2().room()
                    && !entry.getExpiryDeadline().isExpired()) {
                return entry;
            }
        }
        return null;
    }

    private boolean mayOpen() {
        int coming = asked + opening.size();
        return alone || coming * Http2Connection.MOST_STREAMS < coming + waiting.size();
    }

    private void open(Waiting exchange) {
        pool.lease(route, null, exchange.timeout, new FutureCallback<>() {
            @Override
            public void completed(PoolEntry<HttpRoute, ManagedAsyncClientConnection> entry) {
                asked(entry);
                if (!exchange.completed(entry)) {
                    release(entry, true);
                }
                serve();
            }

            @Override
            public void failed(Exception cause) {
                asked(null);
                exchange.failed(cause);
                serve();
            }

            @Override
            public void cancelled() {
                asked(null);
                exchange.cancel();
                serve();
            }
        });
    }

    private synchronized void asked(@Nullable PoolEntry<HttpRoute, ManagedAsyncClientConnection> given) {
        asked--;
        if (given == null) {
            return;
        }
        if (given.getConnection() instanceof ListenedConnection connection && !connection.takesMore()) {
            // the exchange that gets it opens another connection
            given.discardConnection(CloseMode.GRACEFUL);
        }
        if (!isOpen(given)) {
            opening.add(given);
        }
    }

    /** Called when a connection was opened, including TLS, or when the server has announced how many streams it allows. */
    void opened() {
        synchronized (this) {
            opening.removeIf(this::isOpen);
        }
        serve();
    }

    /** Whether it is known how many exchanges can use a connection. If it can be shared, it is shared from now on. */
    private boolean isOpen(PoolEntry<HttpRoute, ManagedAsyncClientConnection> entry) {
        ManagedAsyncClientConnection connection = entry.getConnection();
        if (connection == null) {
            return false;
        }
        alone = !HttpVersion.HTTP_2.equals(connection.getProtocolVersion());
        if (!alone
                && connection instanceof ListenedConnection listened
                && listened.http2().isRoomKnown()) {
            shared.put(entry, 1);
            return true;
        }
        return alone;
    }

    /** Called when a connection could not be opened: each waiting exchange then opens its own, with its own time limit. */
    void notOpened() {
        synchronized (this) {
            alone = true;
        }
        serve();
    }

    void release(PoolEntry<HttpRoute, ManagedAsyncClientConnection> entry, boolean reusable) {
        boolean last;
        synchronized (this) {
            opening.remove(entry);
            last = shared.getOrDefault(entry, 1) == 1;
            if (last) {
                shared.remove(entry);
            } else {
                shared.merge(entry, -1, Integer::sum);
            }
        }
        if (last && entry.getConnection() instanceof ListenedConnection connection && !connection.takesMore()) {
            // HttpCore (5.3) would wait for abandoned streams
            entry.discardConnection(CloseMode.IMMEDIATE);
        }
        if (last) {
            pool.release(entry, reusable);
        } else if (!reusable) {
            entry.discardConnection(CloseMode.GRACEFUL);
        }
        serve();
    }

    void cancelWaiting() {
        List<Waiting> all;
        synchronized (this) {
            all = new ArrayList<>(waiting);
            waiting.clear();
        }
        all.forEach(BasicFuture::cancel);
    }

    synchronized int waiting() {
        return waiting.size();
    }
}
