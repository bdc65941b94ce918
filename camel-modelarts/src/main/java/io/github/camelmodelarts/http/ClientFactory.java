package io.github.camelmodelarts.http;

import javax.net.ssl.SSLContext;

import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClientBuilder;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManager;
import org.apache.hc.client5.http.nio.ManagedAsyncClientConnection;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.core5.concurrent.DefaultThreadFactory;
import org.apache.hc.core5.function.Callback;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.nio.ssl.TlsStrategy;
import org.apache.hc.core5.http.ssl.TLS;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.apache.hc.core5.http2.config.H2Config;
import org.apache.hc.core5.pool.LaxConnPool;
import org.apache.hc.core5.pool.PoolReusePolicy;
import org.apache.hc.core5.util.TimeValue;
import org.jspecify.annotations.Nullable;

/**
 * Makes HTTP clients that do one thing, once: send what they are given. Whatever would change a request that is signed, send it
 * again or take it elsewhere is off: retries, redirects, cookies, authentication, protocol upgrades.
 */
final class ClientFactory {

    /** Shorter than what gateways keep idle connections for (60 s at least), so that none is used the moment it is closed. */
    private static final TimeValue IDLE = TimeValue.ofSeconds(30);

    private static final TimeValue TIME_TO_LIVE = TimeValue.ofMinutes(10);

    /**
     * Of an answer, in bytes: 64 KiB of a value and its name. Without limits a server could fill the heap with a head that never
     * ends; line by line is all that HttpClient bounds of HTTP/1.1, so that its lines must be few, too.
     */
    private static final int LONGEST_HEADER_LINE = 65 * 1024;

    private static final int MOST_HEADERS = 100;

    private static final H2Config HTTP2 = H2Config.custom()
            .setMaxHeaderListSize(Framing.LONGEST_HEAD)
            .setPushEnabled(false)
            .build();

    private ClientFactory() {}

    /** A client that owns these connections, and is not started. */
    static CloseableHttpAsyncClient create(
            ClientSettings settings,
            PoolingAsyncClientConnectionManager connections,
            Callback<Exception> reactorEnded) {
        HttpAsyncClientBuilder builder = HttpAsyncClients.custom()
                .setConnectionManager(connections)
                .setThreadFactory(new DefaultThreadFactory("ModelArtsReactor", true))
                .setUserAgent("camel-modelarts")
                .setHttp1Config(Http1Config.custom()
                        .setMaxLineLength(LONGEST_HEADER_LINE)
                        .setMaxHeaderCount(MOST_HEADERS)
                        .build())
                .setIoReactorExceptionCallback(reactorEnded)
                .setIOSessionListener(new BrokenWrites())
                .evictExpiredConnections()
                .evictIdleConnections(IDLE)
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableConnectionState()
                .addExecInterceptorFirst("cancellation", Cancellation.NOTE_RUNTIME)
                .addRequestInterceptorLast(Cancellation.SEND_NOTHING_GIVEN_UP)
                .addRequestInterceptorLast(SentMark.MARK_SENT);
        if (settings.http2()) {
            builder.addRequestInterceptorLast(Cancellation.NOTE_STREAM);
        }
        ClientSettings.Proxy proxy = settings.proxy();
        if (proxy != null) {
            builder.setRoutePlanner(new ProxyRoutes(settings, proxy));
        }
        return builder.build();
    }

    /**
     * The connections of a client.
     *
     * @param broken told of what HttpCore did not expect
     */
    static PoolingAsyncClientConnectionManager connections(
            ClientSettings settings, DnsResolver names, Callback<Exception> broken) {
        // per host, and nothing in all: admission lets in no more, so that no lease ever waits in this pool
        LaxConnPool<HttpRoute, ManagedAsyncClientConnection> exclusive =
                new LaxConnPool<>(settings.maxConnections(), TIME_TO_LIVE, PoolReusePolicy.LIFO, null);
        StreamPool shared = settings.http2() ? new StreamPool(exclusive) : null;
        Operator operator = new Operator(tls(settings.sslContext()), names, HTTP2, broken, shared);
        PoolingAsyncClientConnectionManager connections =
                new PoolingAsyncClientConnectionManager(shared == null ? exclusive : shared, operator) {};
        HttpVersionPolicy version = settings.http2() ? HttpVersionPolicy.NEGOTIATE : HttpVersionPolicy.FORCE_HTTP_1;
        connections.setDefaultTlsConfig(tlsConfig(version, settings.sslContext()));
        return connections;
    }

    /** The author's context says itself which versions it takes; set here, they would take the place of those. */
    private static TlsConfig tlsConfig(HttpVersionPolicy version, @Nullable SSLContext context) {
        TlsConfig.Builder config = TlsConfig.custom().setVersionPolicy(version);
        return (context == null ? config.setSupportedProtocols(TLS.V_1_3, TLS.V_1_2) : config).build();
    }

    private static TlsStrategy tls(@Nullable SSLContext context) {
        // CLIENT and a verifier: BUILTIN switches the check of host names off in the asynchronous client (5.5.1)
        ClientTlsStrategyBuilder builder = ClientTlsStrategyBuilder.create()
                .setHostVerificationPolicy(HostnameVerificationPolicy.CLIENT)
                .setHostnameVerifier(new CertificateNames());
        return (context == null ? builder : builder.setSslContext(context)).buildAsync();
    }
}
