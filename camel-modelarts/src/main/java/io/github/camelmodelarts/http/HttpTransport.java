package io.github.camelmodelarts.http;

import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.function.Function;

import org.apache.hc.client5.http.auth.AuthExchange;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.auth.BasicScheme;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.nio.AsyncRequestProducer;
import org.apache.hc.core5.http.nio.support.BasicRequestProducer;
import org.apache.hc.core5.net.URIAuthority;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.CollectedResponse;
import io.github.camelmodelarts.api.Failures;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ResponseHead;
import io.github.camelmodelarts.api.ResponseMemory;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.api.StreamTiming;
import io.github.camelmodelarts.api.StreamedResponse;
import io.github.camelmodelarts.api.Transport;
import io.github.camelmodelarts.secrets.Redaction;

/** Sends requests with HttpClient's asynchronous client. Thread-safe. */
final class HttpTransport implements Transport {

    private final OpenClients clients;
    private final ClientSettings settings;
    private final ClientSettings.Key key;
    private final Limits limits;
    private final Names names;
    private final Executor readers;
    private final ResponseMemory memory;
    private final RequestConfig config;
    /** The address that was called last: most endpoints call only one. */
    private volatile @Nullable Address last;

    /** @param key the settings, as the key of a map */
    HttpTransport(
            OpenClients clients,
            ClientSettings settings,
            ClientSettings.Key key,
            Limits limits,
            Names names,
            Executor readers,
            ResponseMemory memory) {
        this.clients = clients;
        this.settings = settings;
        this.key = key;
        this.limits = limits;
        this.names = names;
        this.readers = readers;
        this.memory = memory;
        this.config = config(limits);
    }

    @Override
    public HttpReply exchange(ServiceRequest request) {
        ExchangeContext context = context(request);
        HttpReply reply = reply(request, context);
        start(request, context, reply);
        return reply;
    }

    private HttpReply reply(ServiceRequest request, ExchangeContext context) {
        return new HttpReply(failure -> SendFailure.of(failure, request, proxy(request), limits, context));
    }

    private void start(ServiceRequest request, ExchangeContext context, HttpReply reply) {
        if (request.method().equals("CONNECT")) {
            throw new ModelArtsRequestException(
                    "The method CONNECT is for proxies and is not sent to a service: use GET, POST, PUT or DELETE");
        }
        String host = connectsTo(request);
        if (names.knows(host)) {
            execute(request, context, reply);
        } else {
            after(names.lookUp(host), reply, () -> execute(request, context, reply));
        }
    }

    private static void after(CompletableFuture<?> first, HttpReply reply, Runnable next) {
        first.whenComplete((done, failure) -> {
            if (failure == null) {
                next.run();
            } else {
                reply.fail(Failures.unwrapped(failure));
            }
        });
    }

    /** If only the end of the connection marks the end of the body, the body is also validated. */
    @Override
    public CompletableFuture<ServiceResponse> send(ServiceRequest request) {
        ExchangeContext context = context(request);
        HttpReply reply = reply(request, context);
        Function<ServiceResponse, @Nullable Throwable> flaw = response -> {
            boolean doubtful = reply.endsWithConnection() && response.isSuccess();
            ConnectionClosedException cut = doubtful ? Framing.cut(response.body(), response.contentType()) : null;
            return cut == null ? null : reply.said(cut);
        };
        // before the exchange starts: a response can be there before this thread continues, and its memory counts
        // from the first byte
        Limits.Streaming streaming = limits.streaming();
        CompletableFuture<ServiceResponse> response = streaming == null
                ? CollectedResponse.of(reply, flaw, memory.share())
                : StreamedResponse.of(
                        reply,
                        new StreamTiming(
                                request.toString(), System.nanoTime(), limits.responseTimeout(), streaming.timeout()),
                        flaw,
                        memory.share());
        start(request, context, reply);
        return response;
    }

    /** The host to connect to, whose address must be known. */
    private String connectsTo(ServiceRequest request) {
        ClientSettings.Proxy proxy = proxy(request);
        return proxy == null ? request.uri().getHost() : proxy.host();
    }

    private ClientSettings.@Nullable Proxy proxy(ServiceRequest request) {
        return settings.proxyFor(request.uri().getHost());
    }

    private void execute(ServiceRequest request, ExchangeContext context, HttpReply reply) {
        SharedClient.Use client = clients.use(key);
        if (client == null) {
            after(clients.open(key, settings), reply, () -> execute(request, context, reply));
            return;
        }
        try {
            if (reply.isOver()) {
                client.end();
            } else {
                begin(client, request, context, reply);
            }
        } catch (Throwable e) {
            client.end();
            reply.fail(e);
        }
    }

    private void begin(SharedClient.Use client, ServiceRequest request, ExchangeContext context, HttpReply reply) {
        Cancellation cancellation = Cancellation.in(context, reply);
        BodyProducer body = request.body().isNone() ? null : new BodyProducer(request.body(), readers);
        if (body != null) {
            context.sends(body);
        }
        Address address = address(request.uri());
        ResponseConsumer consumer =
                new ResponseConsumer(reply, limits, isSecure(request), proxy(request) != null, echoes(request));
        Future<?> exchange = client.client()
                .execute(
                        address.host, address.producer(request, body), consumer, null, context, new FutureCallback<>() {
                            @Override
                            public void completed(ResponseHead received) {
                                // the consumer has reported the response
                                client.end();
                            }

                            @Override
                            public void failed(Exception cause) {
                                reply.fail(cause);
                                client.end();
                            }

                            @Override
                            public void cancelled() {
                                // HttpCore cancels requests that a connection no longer accepts; if we cancelled it,
                                // the reply
                                // is already over
                                reply.fail(new ConnectionClosedException());
                                client.end();
                            }
                        });
        Runnable end = () -> {
            exchange.cancel(true);
            cancellation.cancel();
            if (body != null) {
                body.abort();
            }
        };
        reply.onKeepWaiting(cancellation::keepWaiting);
        if (!reply.onCancel(end)) {
            end.run();
        }
    }

    /** The redaction of the proxy credentials: a proxy's error page can echo them. Null if there are none, or over TLS. */
    private @Nullable Redaction echoes(ServiceRequest request) {
        ClientSettings.Proxy proxy = proxy(request);
        return proxy == null || proxy.password() == null || isSecure(request)
                ? null
                : Redaction.of(proxy.secrets().toArray(String[]::new));
    }

    @SuppressWarnings("ReferenceEquality") // equal URIs can be spelled differently: %2f equals %2F
    private Address address(URI uri) {
        Address known = last;
        if (known == null || known.uri != uri) {
            known = Address.of(uri);
            last = known;
        }
        return known;
    }

    /** An address in the types of HttpClient. */
    private record Address(URI uri, HttpHost host, URIAuthority authority, String path) {

        static Address of(URI uri) {
            String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
            return new Address(
                    uri,
                    new HttpHost(uri.getScheme(), uri.getHost(), uri.getPort()),
                    new URIAuthority(uri.getHost(), uri.getPort()),
                    uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery());
        }

        AsyncRequestProducer producer(ServiceRequest request, @Nullable BodyProducer body) {
            HttpRequest message = new BasicHttpRequest(request.method(), host.getSchemeName(), authority, path);
            request.headers().forEach(message::addHeader);
            return new BasicRequestProducer(message, body);
        }
    }

    /** Creates the context of a request. Each request needs a new one, because the context keeps its state. */
    private ExchangeContext context(ServiceRequest request) {
        ExchangeContext context = new ExchangeContext();
        context.setRequestConfig(config);
        ClientSettings.Proxy proxy = proxy(request);
        if (proxy != null && proxy.username() != null && proxy.password() != null) {
            // the credentials are sent without a challenge. The client ignores challenges, so a service can't request
            // these credentials
            BasicScheme basic = new BasicScheme();
            basic.initPreemptive(new UsernamePasswordCredentials(
                    proxy.username(), proxy.password().toCharArray()));
            AuthExchange exchange = new AuthExchange();
            exchange.select(basic);
            context.setAuthExchange(new HttpHost("http", proxy.host(), proxy.port()), exchange);
        }
        return context;
    }

    private static boolean isSecure(ServiceRequest request) {
        return request.uri().getScheme().equals("https");
    }

    @SuppressWarnings("deprecation") // this connect timeout is set for the request; its successor is set for the client
    private static RequestConfig config(Limits limits) {
        return RequestConfig.custom()
                .setConnectTimeout(Timeout.of(limits.connectTimeout()))
                .setResponseTimeout(Timeout.of(limits.responseTimeout()))
                .setProtocolUpgradeEnabled(false)
                .setAuthenticationEnabled(false)
                .setRedirectsEnabled(false)
                .setExpectContinueEnabled(false)
                .setHardCancellationEnabled(true)
                .build();
    }
}
