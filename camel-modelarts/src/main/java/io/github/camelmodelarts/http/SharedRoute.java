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

/** The connections of one route, and the exchanges that use them, open them or wait for one. Thread-safe. */
final class SharedRoute {

    private final HttpRoute route;
    private final ConnPool<HttpRoute, ManagedAsyncClientConnection> pool;

    /** How many exchanges use each connection, the oldest connection first. */
    private final Map<PoolEntry<HttpRoute, ManagedAsyncClientConnection>, Integer> shared = new LinkedHashMap<>();

    /** Each of them has the exchange that opens its connection. */
    private final Set<PoolEntry<HttpRoute, ManagedAsyncClientConnection>> opening = new HashSet<>();

    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private int asked;
    /** Each exchange opens a connection for itself: the server has no HTTP/2, or the last connection could not be opened. */
    private boolean alone;

    private boolean serving;
    private boolean again;

    SharedRoute(HttpRoute route, ConnPool<HttpRoute, ManagedAsyncClientConnection> pool) {
        this.route = route;
        this.pool = pool;
    }

    /** An exchange that wants a connection. */
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

    /** Gives connections to those that wait. A callback may lead back to here, and only makes the loop go on. */
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
                // until no one waits, or all wait for connections that are being opened
            }
        } catch (Throwable e) {
            synchronized (this) {
                // the next event serves the others
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
            // the exchange that gets it opens another one
            given.discardConnection(CloseMode.GRACEFUL);
        }
        if (!isOpen(given)) {
            opening.add(given);
        }
    }

    /** Told that a connection was opened, TLS included, or that the server has said how many streams it allows on one. */
    void opened() {
        synchronized (this) {
            opening.removeIf(this::isOpen);
        }
        serve();
    }

    /** Whether it is known how many exchanges may use a connection; if they are several, they may from now on. */
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

    /** Told that a connection could not be opened: those that wait try it themselves, each in its own time. */
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
            // HttpCore (5.3) would wait for streams that were given up
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
