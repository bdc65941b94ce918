package io.github.camelmodelarts.benchmark.endtoend;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.Message;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.nio.AsyncEntityConsumer;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.http.nio.entity.AbstractBinAsyncEntityConsumer;
import org.apache.hc.core5.http.nio.entity.AsyncEntityProducers;
import org.apache.hc.core5.http.nio.entity.BasicAsyncEntityConsumer;
import org.apache.hc.core5.http.nio.ssl.TlsStrategy;
import org.apache.hc.core5.http.nio.support.BasicRequestProducer;
import org.apache.hc.core5.http.nio.support.BasicResponseConsumer;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.Body;
import io.github.camelmodelarts.api.Credentials;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.auth.HostClocks;
import io.github.camelmodelarts.auth.Scheme;
import io.github.camelmodelarts.auth.Schemes;
import io.github.camelmodelarts.benchmark.Sample;

/** HttpClient's asynchronous client alone, in its leanest form: what the component switches off is off here, too. */
final class RawCaller implements Caller {

    private final byte[] json = Sample.json();
    private final Target target;
    private final URI address;
    private final HttpHost host;
    private final List<Map.Entry<String, String>> headers;
    private final CloseableHttpAsyncClient client;

    /** @param signed whether to send a signature, always the same */
    RawCaller(Target target, boolean signed) {
        this.target = target;
        this.address = URI.create(target.address());
        this.host = new HttpHost(address.getScheme(), address.getHost(), address.getPort());
        this.headers = signed ? signature(target, json) : List.of();
        this.client = target.http2() ? http2(target) : http1(target);
        client.start();
    }

    private static List<Map.Entry<String, String>> signature(Target target, byte[] json) {
        Credentials key = new Credentials.AppSignature(CamelCaller.APP_KEY, CamelCaller.APP_SECRET);
        Scheme.Surroundings surroundings =
                new Scheme.Surroundings("RELEASE", HostClocks.corrected(InstantSource.system()), user -> {
                    throw new IllegalStateException("An app has no token");
                });
        ServiceRequest request =
                ServiceRequest.of("POST", target.address(), Body.of(json, ContentType.APPLICATION_JSON.getMimeType()));
        return Schemes.strategy(key, surroundings)
                .authenticate(request)
                .toCompletableFuture()
                .join()
                .request()
                .headers()
                .asMap()
                .entrySet()
                .stream()
                .filter(header -> !header.getKey().equalsIgnoreCase("Content-Type")
                        && !header.getKey().equalsIgnoreCase("Host"))
                .toList();
    }

    private static CloseableHttpAsyncClient http1(Target target) {
        PoolingAsyncClientConnectionManagerBuilder connections = PoolingAsyncClientConnectionManagerBuilder.create()
                .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
                .setMaxConnPerRoute(target.connections())
                .setDefaultTlsConfig(TlsConfig.custom()
                        .setVersionPolicy(HttpVersionPolicy.FORCE_HTTP_1)
                        .build());
        if (target.tls()) {
            connections.setTlsStrategy(tls(target));
        }
        return HttpAsyncClients.custom()
                .setConnectionManager(connections.build())
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableConnectionState()
                .build();
    }

    /** All calls share one connection: this is how HttpClient does HTTP/2. */
    private static CloseableHttpAsyncClient http2(Target target) {
        return HttpAsyncClients.customHttp2()
                .setTlsStrategy(tls(target))
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .build();
    }

    private static TlsStrategy tls(Target target) {
        return ClientTlsStrategyBuilder.create().setSslContext(target.trust()).buildAsync();
    }

    @Override
    public void call(Consumer<@Nullable Throwable> end) {
        if (target.response() == Target.Response.PREDICTION) {
            send(new BasicAsyncEntityConsumer(), body -> body.length > 0, end);
        } else {
            call(new Histogram(), end);
        }
    }

    @Override
    public void call(Histogram delays, Consumer<@Nullable Throwable> end) {
        boolean events = target.response() == Target.Response.EVENTS;
        send(new StreamConsumer(events ? delays : null), count -> count == target.size(), end);
    }

    private <T> void send(AsyncEntityConsumer<T> response, Predicate<T> isComplete, Consumer<@Nullable Throwable> end) {
        BasicHttpRequest request = new BasicHttpRequest("POST", host, address.getRawPath());
        headers.forEach(header -> request.setHeader(header.getKey(), header.getValue()));
        AsyncEntityProducer body = target.sendsFile()
                ? AsyncEntityProducers.create(target.file().toFile(), ContentType.APPLICATION_OCTET_STREAM)
                : AsyncEntityProducers.create(json, ContentType.APPLICATION_JSON);
        client.execute(
                host,
                new BasicRequestProducer(request, body),
                new BasicResponseConsumer<>(response),
                null,
                null,
                new FutureCallback<Message<HttpResponse, T>>() {
                    @Override
                    public void completed(Message<HttpResponse, T> response) {
                        boolean complete = response.getHead().getCode() == 200 && isComplete.test(response.getBody());
                        end.accept(complete ? null : new IllegalStateException("Unexpected " + response.getHead()));
                    }

                    @Override
                    public void failed(Exception cause) {
                        end.accept(cause);
                    }

                    @Override
                    public void cancelled() {
                        end.accept(new IllegalStateException("The call was cancelled"));
                    }
                });
    }

    @Override
    public void close() {
        client.close(CloseMode.IMMEDIATE);
    }

    /** Drops what arrives. Counts it: events if their delays are to be measured, otherwise bytes. */
    private static final class StreamConsumer extends AbstractBinAsyncEntityConsumer<Long> {

        private final @Nullable Histogram delays;
        private final StringBuilder unread = new StringBuilder();
        private long count;

        StreamConsumer(@Nullable Histogram delays) {
            this.delays = delays;
        }

        @Override
        protected void streamStart(ContentType type) {
            // nothing depends on it
        }

        @Override
        protected int capacityIncrement() {
            return Integer.MAX_VALUE;
        }

        @Override
        protected void data(ByteBuffer piece, boolean last) {
            if (delays == null) {
                count += piece.remaining();
                piece.position(piece.limit());
                return;
            }
            unread.append(StandardCharsets.US_ASCII.decode(piece));
            for (int end = unread.indexOf("\n\n"); end >= 0; end = unread.indexOf("\n\n")) {
                delays.addSince(unread.substring(0, end));
                unread.delete(0, end + 2);
                count++;
            }
        }

        @Override
        protected Long generateContent() {
            return count;
        }

        @Override
        public void releaseResources() {
            // there are none
        }
    }
}
