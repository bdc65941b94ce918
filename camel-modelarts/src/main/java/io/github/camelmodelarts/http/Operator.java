package io.github.camelmodelarts.http;

import java.net.SocketAddress;
import java.util.concurrent.Future;

import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.impl.nio.DefaultAsyncClientConnectionOperator;
import org.apache.hc.client5.http.nio.ManagedAsyncClientConnection;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.function.Callback;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.URIScheme;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.http.nio.ssl.TlsStrategy;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http.protocol.HttpProcessorBuilder;
import org.apache.hc.core5.http2.config.H2Config;
import org.apache.hc.core5.http2.impl.nio.ClientH2StreamMultiplexerFactory;
import org.apache.hc.core5.http2.impl.nio.ClientH2UpgradeHandler;
import org.apache.hc.core5.http2.ssl.ApplicationProtocol;
import org.apache.hc.core5.net.NamedEndpoint;
import org.apache.hc.core5.reactor.ConnectionInitiator;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.reactor.ProtocolIOSession;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections for exchanges that can be cancelled meanwhile, also during the TLS handshake. If connections are shared, it listens to
 * HTTP/2 connections and tells their pool when one was opened. Thread-safe.
 */
final class Operator extends DefaultAsyncClientConnectionOperator {

    private final H2Config http2;
    private final Callback<Exception> broken;
    private final @Nullable StreamPool pool;

    /**
     * Creates an operator.
     *
     * @param broken receives exceptions that HttpCore did not expect
     * @param pool null if connections are not shared
     */
    Operator(
            TlsStrategy tls, DnsResolver names, H2Config http2, Callback<Exception> broken, @Nullable StreamPool pool) {
        super(
                RegistryBuilder.<TlsStrategy>create()
                        .register(URIScheme.HTTPS.getId(), tls)
                        .build(),
                null,
                names);
        this.http2 = http2;
        this.broken = broken;
        this.pool = pool;
    }

    @Override
    public Future<ManagedAsyncClientConnection> connect(
            ConnectionInitiator initiator,
            HttpHost host,
            @Nullable NamedEndpoint name,
            @Nullable SocketAddress local,
            @Nullable Timeout timeout,
            @Nullable Object attachment,
            @Nullable HttpContext context,
            FutureCallback<ManagedAsyncClientConnection> callback) {
        Cancellation exchange = Cancellation.of(context);
        if (exchange == null) {
            return super.connect(initiator, host, name, local, timeout, attachment, context, callback);
        }
        Opening opening = new Opening(exchange, exchange.route(), callback);
        return super.connect(
                exchange.watching(initiator, opening::begun), host, name, local, timeout, attachment, context, opening);
    }

    /** Starts TLS in a tunnel through a proxy, which is the last step of opening the connection. */
    @Override
    public void upgrade(
            ManagedAsyncClientConnection connection,
            HttpHost host,
            @Nullable NamedEndpoint name,
            @Nullable Object attachment,
            @Nullable HttpContext context,
            FutureCallback<ManagedAsyncClientConnection> callback) {
        Cancellation exchange = Cancellation.of(context);
        HttpRoute route = exchange == null ? null : exchange.route();
        super.upgrade(connection, host, name, attachment, context, new Told(route, true, callback));
    }

    /** Reports the result of opening a connection, first to the exchange that opened it and then to the pool. */
    private class Told implements FutureCallback<ManagedAsyncClientConnection> {

        final @Nullable SharedRoute shared;
        private final boolean complete;
        private final FutureCallback<ManagedAsyncClientConnection> exchange;

        Told(@Nullable HttpRoute route, boolean complete, FutureCallback<ManagedAsyncClientConnection> exchange) {
            this.shared = pool == null || route == null ? null : pool.of(route);
            this.complete = complete;
            this.exchange = exchange;
        }

        @Override
        public void completed(ManagedAsyncClientConnection connection) {
            exchange.completed(connection);
            if (shared != null && complete) {
                shared.opened();
            }
        }

        @Override
        public void failed(Exception cause) {
            exchange.failed(cause);
            if (shared != null) {
                shared.notOpened();
            }
        }

        @Override
        public void cancelled() {
            // only the exchange was cancelled, which releases its connection
            exchange.cancelled();
        }
    }

    private final class Opening extends Told {

        private final Cancellation exchange;
        private @Nullable Http2Connection listener;

        Opening(
                Cancellation exchange,
                @Nullable HttpRoute route,
                FutureCallback<ManagedAsyncClientConnection> callback) {
            super(route, route == null || !route.isTunnelled(), callback);
            this.exchange = exchange;
        }

        /** Registers an HTTP/2 handler with our listener: HttpClient's own handler has a listener only for its log. */
        void begun(IOSession session) {
            if (shared != null && session instanceof ProtocolIOSession negotiable) {
                listener = new Http2Connection(session, System::nanoTime, shared::opened);
                negotiable.registerProtocol(
                        ApplicationProtocol.HTTP_2.id,
                        new ClientH2UpgradeHandler(
                                new ClientH2StreamMultiplexerFactory(
                                        HttpProcessorBuilder.create().build(), null, http2, null, listener),
                                broken));
            }
        }

        @Override
        public void completed(ManagedAsyncClientConnection connection) {
            super.completed(listener == null ? connection : new ListenedConnection(connection, listener));
            exchange.connected();
        }
    }
}
