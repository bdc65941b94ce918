package io.github.camelmodelarts.local.obs;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

import io.undertow.io.UndertowInputStream;
import io.undertow.io.UndertowOutputStream;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;

import io.github.camelmodelarts.local.signing.RawRequest;
import io.github.camelmodelarts.local.wire.WireTap;

/** Receives the requests of the object storage, and sends and records their responses. Thread-safe. */
final class ObsHandler implements HttpHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ObsHandler.class);
    private static final int BUFFER = 64 << 10;
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    private final ObjectStore store;
    private final SignatureVerifier verifier;
    private final Operations operations;
    private final Clock clock;

    ObsHandler(ObjectStore store, AccessKeys keys, Clock clock) {
        this.store = store;
        this.clock = clock;
        verifier = new SignatureVerifier(keys, clock);
        operations = new Operations(store, keys);
    }

    static String httpDate(Instant instant) {
        return HTTP_DATE.format(instant);
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        RawRequest head = WireTap.head(exchange);
        if (head == null) {
            throw new IllegalStateException("The object storage does not offer HTTP/2");
        }
        // objects are read and written on a thread that may block
        exchange.dispatch(() -> process(exchange, head, clock.instant()));
    }

    private void process(HttpServerExchange exchange, RawRequest head, Instant arrival) {
        try {
            ObsCall call = call(exchange, head, arrival);
            try (ObsAnswer answer = answer(call)) {
                record(call.recorded(answer.status(), answer.errorCode()));
                send(exchange, call, answer);
            } catch (ObsCall.ClientLeftException e) {
                LOG.debug("The client of {} closed the connection before the end of its body", call.requestId(), e);
                record(call.recorded(0, null));
                cut(exchange);
            }
        } catch (IOException | RuntimeException | Error e) {
            LOG.debug("The response can't be sent", e);
            cut(exchange);
        }
    }

    private ObsCall call(HttpServerExchange exchange, RawRequest head, Instant arrival) {
        UndertowInputStream body = new UndertowInputStream(exchange);
        try {
            Query query = Query.parse(head.query());
            return new ObsCall(head, Target.of(head, store::hasBucket), query, arrival, body);
        } catch (ObsException e) {
            return new ObsCall(head, Target.wrong(e), Query.none(), arrival, body);
        }
    }

    private ObsAnswer answer(ObsCall call) throws IOException {
        try {
            call.isFor(operations.name(call));
            if (call.operation().equals(Operations.API_VERSION)) {
                return ObsAnswer.empty(200).with("x-obs-api", "3.0");
            }
            Proof proof = Proof.of(call.head(), call.query());
            call.provedBy(proof);
            ObsException planned = store.settings().nextFailure();
            if (planned != null) {
                throw planned;
            }
            call.target().check();
            verifier.verify(call.head(), call.target(), call.query(), proof);
            return operations.run(call);
        } catch (ObsException e) {
            return ObsAnswer.error(e, call.requestId(), call.dialect());
        } catch (ObsCall.ClientLeftException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            LOG.error("The request {} failed", call.requestId(), e);
            ObsException failure = new ObsException(500, "InternalError", "The local object storage failed: " + e);
            return ObsAnswer.error(failure, call.requestId(), call.dialect());
        }
    }

    private void record(ObsRequest request) {
        try {
            store.settings().record(request);
        } catch (RuntimeException e) {
            LOG.error("The action for each request failed", e);
        }
    }

    private void send(HttpServerExchange exchange, ObsCall call, ObsAnswer answer) throws IOException {
        clearInterrupt();
        exchange.setStatusCode(answer.status());
        put(exchange, "Server", "OBS");
        put(exchange, "Date", httpDate(clock.instant()));
        put(exchange, call.dialect().header("request-id"), call.requestId());
        put(exchange, call.dialect().header("id-2"), ObsAnswer.hostId(call.requestId()));
        for (Map.Entry<String, String> header : answer.headers().entrySet()) {
            put(exchange, header.getKey(), header.getValue());
        }
        boolean mayHaveBody = answer.status() != 204 && answer.status() != 304;
        if (mayHaveBody) {
            exchange.getResponseHeaders().put(Headers.CONTENT_LENGTH, answer.length());
        }
        if (mayHaveBody && !call.isHead() && answer.length() > 0) {
            try (OutputStream out = new UndertowOutputStream(exchange)) {
                write(answer, out);
            }
        }
        clearInterrupt();
        exchange.endExchange();
    }

    private static void write(ObsAnswer answer, OutputStream out) throws IOException {
        FileChannel content = answer.content();
        if (content == null) {
            out.write(answer.document());
            return;
        }
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        long position = answer.start();
        long end = position + answer.length();
        while (position < end) {
            buffer.clear().limit((int) Math.min(BUFFER, end - position));
            int n = content.read(buffer, position);
            if (n < 0) {
                throw new IOException("The file of the object became shorter while it was sent");
            }
            out.write(buffer.array(), 0, n);
            position += n;
        }
    }

    private static void put(HttpServerExchange exchange, String name, String value) {
        exchange.getResponseHeaders().put(new HttpString(name), value);
    }

    private static void cut(HttpServerExchange exchange) {
        clearInterrupt();
        IoUtils.safeClose(exchange.getConnection());
        exchange.endExchange();
    }

    /** Clears an interrupt, which an action may have set: XNIO would close a file channel that all servers share. */
    private static void clearInterrupt() {
        if (Thread.interrupted()) {
            LOG.debug("The thread was interrupted before the end of a request");
        }
    }
}
