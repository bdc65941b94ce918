package io.github.camelmodelarts.local.call;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.undertow.io.UndertowOutputStream;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;
import org.xnio.XnioIoThread;

import io.github.camelmodelarts.local.api.Failure;
import io.github.camelmodelarts.local.api.ModelAnswer;
import io.github.camelmodelarts.local.rest.RestAnswer;

/** Sends responses, or closes connections for planned failures. Never blocks its caller. */
public final class Answers {

    /** The header with the request id, which all responses have. */
    public static final HttpString REQUEST_ID = new HttpString("X-Request-Id");

    /**
     * Shows which part responded: "if the response header Server is ModelArts, the reply came from the model"
     * (ModelArts FAQ, "how do I locate the fault").
     */
    private static final String FROM_MODEL_ARTS = "ModelArts";

    private static final String FROM_GATEWAY = "api-gateway";

    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

    private Answers() {}

    /** Sends the response of a model. */
    public static void send(Call call, ModelAnswer answer) {
        addHeaders(call, answer);
        write(call, answer.status(), null, answer.contentType(), FROM_MODEL_ARTS, answer.body());
    }

    /** Sets status and headers of a model's response, for a caller that writes its body. */
    public static void begin(Call call, ModelAnswer answer) {
        addHeaders(call, answer);
        head(call, answer.status(), null, answer.contentType(), FROM_MODEL_ARTS);
    }

    /** Sends the response of an API. */
    public static void send(Call call, RestAnswer answer) {
        answer.headers()
                .forEach((name, value) -> call.exchange().getResponseHeaders().put(new HttpString(name), value));
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        write(call, answer.status(), null, answer.contentType(), FROM_GATEWAY, body);
    }

    /** Sends a failure, or closes the connection if the failure requires it. */
    public static void send(Call call, Failure failure) {
        switch (failure.cut()) {
            case BEFORE_ANSWER -> cut(call);
            case IN_BODY -> call.exchange().dispatch(() -> cutInBody(call, failure));
            case NEVER -> {
                addHeaders(call, failure);
                String server = failure.isFromModelArts() ? FROM_MODEL_ARTS : FROM_GATEWAY;
                byte[] body = failure.body(call.requestId());
                write(call, failure.status(), failure.errorCode(), failure.contentType(), server, body);
            }
        }
    }

    private static void write(Call call, int status, @Nullable String code, String type, String server, byte[] body) {
        HttpServerExchange exchange = call.exchange();
        head(call, status, code, type, server);
        if (body.length == 0) {
            exchange.endExchange();
        } else {
            exchange.getResponseSender().send(ByteBuffer.wrap(body));
        }
    }

    private static void head(Call call, int status, @Nullable String code, String type, String server) {
        HttpServerExchange exchange = call.exchange();
        clearInterrupt();
        call.answered(status, code);
        exchange.setStatusCode(status);
        if (!type.isEmpty()) {
            exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, type);
        }
        exchange.getResponseHeaders().put(Headers.SERVER, server);
    }

    private static void addHeaders(Call call, ModelAnswer answer) {
        answer.headers()
                .forEach((name, value) -> call.exchange().getResponseHeaders().put(new HttpString(name), value));
    }

    private static void addHeaders(Call call, Failure failure) {
        failure.headers()
                .forEach((name, values) -> call.exchange().getResponseHeaders().addAll(new HttpString(name), values));
    }

    /** Responds after a delay in real time, during which no thread waits. */
    public static void later(Call call, Duration pause, Runnable answer) {
        HttpServerExchange exchange = call.exchange();
        long millis = Math.max(0, pause.toMillis());
        if (millis == 0) {
            answer.run();
        } else {
            // set on the I/O thread itself: XNIO 3.8 may miss a timer from another thread, and sleep until another
            // event
            XnioIoThread thread = exchange.getIoThread();
            thread.execute(() -> thread.executeAfter(() -> orCut(call, answer), millis, TimeUnit.MILLISECONDS));
        }
    }

    /** Responds on the I/O thread of the connection. */
    public static void onIoThread(Call call, Runnable answer) {
        call.exchange().getIoThread().execute(() -> orCut(call, answer));
    }

    /** Closes the connection if the response can't be sent: no caller of an I/O thread could send an error response. */
    private static void orCut(Call call, Runnable answer) {
        try {
            answer.run();
        } catch (RuntimeException e) {
            LOG.error("The response to {} can't be sent", call.requestId(), e);
            call.unanswered();
            cut(call);
        }
    }

    /**
     * Clears the thread's interrupt, which a model may have set. At the end of an exchange, XNIO drains the rest of the request
     * into a file channel that all servers of the JVM share. An interrupted thread would close this channel, and then no
     * server could drain a body any more.
     */
    private static void clearInterrupt() {
        if (Thread.interrupted()) {
            LOG.debug("The thread was interrupted before the end of a call");
        }
    }

    /** Closes the connection (for HTTP/2, the stream) without a response. */
    public static void cut(Call call) {
        clearInterrupt();
        call.ended();
        IoUtils.safeClose(call.exchange().getConnection());
        call.exchange().endExchange();
    }

    /** Must run on a thread that may block: the half body must be sent before the connection is closed. */
    private static void cutInBody(Call call, Failure failure) {
        HttpServerExchange exchange = call.exchange();
        byte[] body = failure.body(call.requestId());
        call.answered(failure.status(), failure.errorCode());
        exchange.setStatusCode(failure.status());
        addHeaders(call, failure);
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, failure.contentType());
        exchange.setResponseContentLength(body.length);
        try {
            OutputStream out = new UndertowOutputStream(exchange);
            out.write(body, 0, body.length / 2);
            out.flush();
        } catch (IOException e) {
            LOG.debug("The client of {} closed the connection before its response was cut", call.requestId(), e);
        }
        cut(call);
    }
}
