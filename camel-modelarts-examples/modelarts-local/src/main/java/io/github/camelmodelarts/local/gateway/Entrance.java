package io.github.camelmodelarts.local.gateway;

import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;

import io.github.camelmodelarts.local.api.Refusals;
import io.github.camelmodelarts.local.call.Answers;
import io.github.camelmodelarts.local.call.Call;
import io.github.camelmodelarts.local.call.CallHandler;
import io.github.camelmodelarts.local.signing.RawRequest;
import io.github.camelmodelarts.local.wire.WireTap;

/** Receives every request: gives it an id, records it, limits its head, and finds the handler of its path. */
public final class Entrance implements HttpHandler {

    private static final int MAX_TARGET = 32 << 10;
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    private final Map<String, CallHandler> handlersByPrefix;
    private final RequestLog log;
    private final Clock clock;
    private final HeadLimits limits;

    /** The limits of a request's head in bytes: for one header and for all headers, names included. */
    public record HeadLimits(int oneHeader, int allHeaders) {}

    /** Passes a call to the handler of the first prefix that fits its path. */
    public Entrance(Map<String, CallHandler> handlersByPrefix, RequestLog log, Clock clock, HeadLimits limits) {
        this.handlersByPrefix = handlersByPrefix;
        this.log = log;
        this.clock = clock;
        this.limits = limits;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        Call call = new Call(exchange, head(exchange), clock.instant());
        RequestLog.Place place = log.place();
        // from the clock that also checks signatures, so that a client can compute the offset of its own clock
        exchange.getResponseHeaders().put(Headers.DATE, HTTP_DATE.format(call.arrival()));
        exchange.getResponseHeaders().put(Answers.REQUEST_ID, call.requestId());
        // before the response is sent, so that a client that has it finds the record
        call.recordWith(() -> log.add(new RecordedRequest(call), place));
        exchange.addExchangeCompleteListener((ended, next) -> {
            call.ended();
            next.proceed();
        });
        if (call.head().target().length() > MAX_TARGET) {
            Answers.send(call, Refusals.uriTooLong());
        } else if (isOverLimit(call.head())) {
            Answers.send(call, Refusals.headersTooLarge());
        } else {
            route(call);
        }
    }

    private void route(Call call) {
        String path = call.head().path();
        for (Map.Entry<String, CallHandler> handler : handlersByPrefix.entrySet()) {
            if (path.startsWith(handler.getKey())) {
                handler.getValue().handle(call);
                return;
            }
        }
        Answers.send(call, Refusals.noSuchApi());
    }

    private boolean isOverLimit(RawRequest head) {
        long all = 0;
        for (Map.Entry<String, List<String>> header : head.headers().entrySet()) {
            for (String value : header.getValue()) {
                int size = header.getKey().length() + 2 + value.length();
                if (size > limits.oneHeader()) {
                    return true;
                }
                all += size + 2;
            }
        }
        return all > limits.allHeaders();
    }

    private static RawRequest head(HttpServerExchange exchange) {
        RawRequest tapped = WireTap.head(exchange);
        return tapped == null ? headOfHttp2(exchange) : tapped;
    }

    /** HTTP/2 has values and path as whole octet strings, which Undertow passes on unchanged. */
    private static RawRequest headOfHttp2(HttpServerExchange exchange) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (HeaderValues values : exchange.getRequestHeaders()) {
            headers.put(values.getHeaderName().toString(), List.copyOf(values));
        }
        String query = exchange.getQueryString();
        String target = exchange.getRequestURI() + (query.isEmpty() ? "" : "?" + query);
        return new RawRequest(exchange.getRequestMethod().toString(), target, headers);
    }
}
