package io.github.camelmodelarts.http;

import javax.net.ssl.SSLContext;

import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.ChainElement;
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
 * Creates HTTP clients that send each request once and unchanged. All features that would change a signed request, retry it or send it to
 * another address are off: retries, redirects, cookies, authentication, protocol upgrades.
 */
final class ClientFactory {

    /** Shorter than the time for which gateways keep idle connections (at least 60 s), so that no connection is used while it is being closed. */
    private static final TimeValue IDLE = TimeValue.ofSeconds(30);

    private static final TimeValue TIME_TO_LIVE = TimeValue.ofMinutes(10);

    /**
     * The longest header line of a response, in bytes: 64 KiB for the value, and the name. Without limits a server could fill the heap with
     * an endless head. For HTTP/1.1 HttpClient limits only the single line, so the number of lines is limited, too.
     */
    private static final int LONGEST_HEADER_LINE = 65 * 1024;

    private static final int MOST_HEADERS = 100;

    /** In bytes; HttpCore's default is 8192. An HTTP/1.1 connection has three such buffers: 10,000 connections take 53 MB less. */
    private static final int BUFFER = 6 * 1024;

    private static final H2Config HTTP2 = H2Config.custom()
            .setMaxHeaderListSize(Framing.LONGEST_HEAD)
            .setPushEnabled(false)
            .build();

    private ClientFactory() {}

    /** Creates a client that owns these connections. The client is not started. */
    static CloseableHttpAsyncClient create(
            ClientSettings settings,
            PoolingAsyncClientConnectionManager connections,
            Callback<Exception> reactorEnded) {
        HttpAsyncClientBuilder builder = HttpAsyncClients.custom()
                .setConnectionManager(connections)
                .setThreadFactory(new DefaultThreadFactory("ModelArtsReactor", true))
                .setUserAgent("camel-modelarts")
                .setHttp1Config(Http1Config.custom()
                        .setBufferSize(BUFFER)
                        .setMaxLineLength(LONGEST_HEADER_LINE)
                        .setMaxHeaderCount(MOST_HEADERS)
                        .build())
                .setIoReactorExceptionCallback(reactorEnded)
                .setIOSessionListener(new BrokenWrites())
                .setIoSessionDecorator(StreamingSession::new)
                .evictExpiredConnections()
                .evictIdleConnections(IDLE)
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableConnectionState()
                .addRequestInterceptorLast(Cancellation.SEND_NOTHING_GIVEN_UP)
                .addRequestInterceptorLast(ExchangeContext.MARK_SENT);
        if (settings.http2()) {
            builder.addRequestInterceptorLast(Cancellation.NOTE_STREAM);
        }
        ClientSettings.Proxy proxy = settings.proxy();
        if (proxy == null) {
            // the replaced part authenticates to servers and proxies. For that it parses the URI of each request
            builder.replaceExecInterceptor(ChainElement.PROTOCOL.name(), Cancellation.NOTE_RUNTIME);
        } else {
            builder.addExecInterceptorFirst("cancellation", Cancellation.NOTE_RUNTIME)
                    .setRoutePlanner(new ProxyRoutes(settings, proxy));
        }
        return builder.build();
    }

    /**
     * Creates the connections of a client.
     *
     * @param broken receives exceptions that HttpCore did not expect
     */
    static PoolingAsyncClientConnectionManager connections(
            ClientSettings settings, DnsResolver names, Callback<Exception> broken) {
        // the pool limits the connections to each host, not their total.
        // Admission has the same limit, so no lease waits in
        // this pool
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

    /** A configured SSL context selects its own TLS versions; versions that are set here would replace them. */
    private static TlsConfig tlsConfig(HttpVersionPolicy version, @Nullable SSLContext context) {
        TlsConfig.Builder config = TlsConfig.custom().setVersionPolicy(version);
        return (context == null ? config.setSupportedProtocols(TLS.V_1_3, TLS.V_1_2) : config).build();
    }

    private static TlsStrategy tls(@Nullable SSLContext context) {
        // CLIENT and a verifier: with BUILTIN the asynchronous client (5.5.1) does not verify host names
        ClientTlsStrategyBuilder builder = ClientTlsStrategyBuilder.create()
                .setHostVerificationPolicy(HostnameVerificationPolicy.CLIENT)
                .setHostnameVerifier(new CertificateNames());
        return (context == null ? builder : builder.setSslContext(context)).buildAsync();
    }
}
