package io.github.camelmodelarts.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;

import org.apache.hc.client5.http.auth.AuthExchange;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.auth.BasicScheme;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.nio.AsyncRequestProducer;
import org.apache.hc.core5.http.nio.support.BasicRequestProducer;
import org.apache.hc.core5.net.URIAuthority;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.Headers;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.api.Transport;
import io.github.camelmodelarts.secrets.Redaction;

/** Sends requests with HttpClient's asynchronous client, and leaves its reactor's threads before anybody is told. Thread-safe. */
final class HttpTransport implements Transport {

    private final SharedClient client;
    private final Limits limits;
    private final Executor workers;
    private final Executor readers;
    private final RequestConfig config;

    HttpTransport(SharedClient client, Limits limits, Executor workers, Executor readers) {
        this.client = client;
        this.limits = limits;
        this.workers = workers;
        this.readers = readers;
        this.config = config(limits);
    }

    @Override
    public CompletableFuture<ServiceResponse> send(ServiceRequest request) {
        CompletableFuture<ServiceResponse> result = new CompletableFuture<>();
        CompletableFuture<RawResponse> raw = new CompletableFuture<>();
        HttpClientContext context = context();
        Cancellation cancellation = Cancellation.in(context, client.leftBehind());
        raw.whenComplete((received, failure) -> workers.execute(() -> {
            try {
                if (failure != null) {
                    result.completeExceptionally(SendFailure.of(failure, request, client.settings(), limits, context));
                } else {
                    result.complete(unechoed(request, received.unpacked(limits.maxResponseSize())));
                }
            } catch (IOException e) {
                result.completeExceptionally(SendFailure.of(e, request, client.settings(), limits, context));
            } catch (Throwable e) {
                // an answer that does not fit into the heap, say: the call still ends
                result.completeExceptionally(e);
            }
        }));
        BodyProducer body = request.body().isNone() ? null : new BodyProducer(request.body(), readers);
        Future<?> exchange = execute(request, body, context, raw);
        result.whenComplete((response, failure) -> {
            if (result.isCancelled()) {
                exchange.cancel(true);
                cancellation.cancel();
                if (body != null) {
                    body.abort();
                }
            }
        });
        return result;
    }

    /** What a proxy says in the service's place may quote what the proxy was told, of which nobody else knows. */
    private ServiceResponse unechoed(ServiceRequest request, ServiceResponse response) {
        ClientSettings.Proxy proxy = client.settings().proxy();
        if (proxy == null || proxy.password() == null || response.isSuccess() || isSecure(request)) {
            return response;
        }
        Redaction redaction = Redaction.of(proxy.secrets().toArray(String[]::new));
        // character by character, so that bytes of any charset stay what they are
        String body = new String(response.body(), StandardCharsets.ISO_8859_1);
        return new ServiceResponse(
                response.status(),
                Headers.received(
                        redaction.applyToAll(response.headers().asMap()).entrySet()),
                redaction.apply(body).getBytes(StandardCharsets.ISO_8859_1));
    }

    private Future<?> execute(
            ServiceRequest request,
            @Nullable BodyProducer body,
            HttpClientContext context,
            CompletableFuture<RawResponse> raw) {
        HttpHost target = target(request);
        ResponseConsumer consumer = new ResponseConsumer(
                raw,
                limits.maxResponseSize(),
                isSecure(request),
                client.settings().proxy() != null);
        return client.current()
                .execute(target, producer(request, target, body), consumer, null, context, new FutureCallback<>() {
                    @Override
                    public void completed(RawResponse received) {
                        raw.complete(received);
                    }

                    @Override
                    public void failed(Exception cause) {
                        raw.completeExceptionally(cause);
                    }

                    @Override
                    public void cancelled() {
                        raw.cancel(false);
                    }
                });
    }

    private static AsyncRequestProducer producer(ServiceRequest request, HttpHost target, @Nullable BodyProducer body) {
        String query = request.uri().getRawQuery();
        String path = request.uri().getRawPath().isEmpty() ? "/" : request.uri().getRawPath();
        HttpRequest message = new BasicHttpRequest(
                request.method(),
                target.getSchemeName(),
                new URIAuthority(request.uri().getHost(), request.uri().getPort()),
                query == null ? path : path + "?" + query);
        request.headers().asMap().forEach(message::setHeader);
        return new BasicRequestProducer(message, body);
    }

    /** A new one for each request: it keeps what the request leaves behind. */
    private HttpClientContext context() {
        HttpClientContext context = HttpClientContext.create();
        context.setRequestConfig(config);
        ClientSettings.Proxy proxy = client.settings().proxy();
        if (proxy != null && proxy.username() != null && proxy.password() != null) {
            // told unasked: the client answers no challenge, so that no service can ask for these
            BasicScheme basic = new BasicScheme();
            basic.initPreemptive(new UsernamePasswordCredentials(
                    proxy.username(), proxy.password().toCharArray()));
            AuthExchange exchange = new AuthExchange();
            exchange.select(basic);
            context.setAuthExchange(new HttpHost("http", proxy.host(), proxy.port()), exchange);
        }
        return context;
    }

    private static HttpHost target(ServiceRequest request) {
        return new HttpHost(
                request.uri().getScheme(),
                request.uri().getHost(),
                request.uri().getPort());
    }

    private static boolean isSecure(ServiceRequest request) {
        return request.uri().getScheme().equals("https");
    }

    @SuppressWarnings(
            "deprecation") // the connect timeout belongs to the request here; its successor belongs to the client
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
