package io.github.camelmodelarts.benchmark.endtoend;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.PfxOptions;

/**
 * The server process. It discards each request's body and then returns what the address names ({@link Target.Response}): a prediction, always
 * the same and after a delay that needs no thread; bytes, as fast as the client reads them; or events, one every {@link #EVENT_MILLIS}.
 */
public final class Server extends AbstractVerticle {

    private static final Buffer PREDICTION = Buffer.buffer(
            "{\"predicted_label\":\"setosa\",\"scores\":[[\"setosa\",\"0.980\"],[\"versicolor\",\"0.019\"],[\"virginica\",\"0.001\"]]}");

    /** The pause before each event. */
    static final int EVENT_MILLIS = 100;

    private static final Buffer PIECE = Buffer.buffer(new byte[128 * 1024]);

    /** HTTP/2 clients decide themselves how many calls share a connection. */
    private static final int STREAMS = 1_000_000;

    private static final int HTTP2_WINDOW = 1024 * 1024;
    /** The most connections that can wait until they are accepted. */
    private static final int BACKLOG = 8192;

    /** Thousands of clients can begin at once, on a machine that is busy. */
    private static final int HANDSHAKE_SECONDS = 60;

    private final HttpServerOptions options;
    private final int delayMillis;
    private final CompletableFuture<Integer> port;

    private Server(HttpServerOptions options, int delayMillis, CompletableFuture<Integer> port) {
        this.options = options;
        this.delayMillis = delayMillis;
        this.port = port;
    }

    /** Serves until standard input ends. The arguments: the key store, whether to use TLS, the delay in milliseconds. */
    public static void main(String... args) throws IOException {
        HttpServerOptions options = new HttpServerOptions().setHost("127.0.0.1").setAcceptBacklog(BACKLOG);
        // a negative port is free, and the same for all instances
        options.setPort(-1);
        if (Boolean.parseBoolean(args[1])) {
            options.setSsl(true)
                    .setSslHandshakeTimeout(HANDSHAKE_SECONDS)
                    .setUseAlpn(true)
                    .setKeyCertOptions(new PfxOptions().setPath(args[0]).setPassword(Target.PASSWORD))
                    .setInitialSettings(new Http2Settings().setMaxConcurrentStreams(STREAMS))
                    .setHttp2ConnectionWindowSize(HTTP2_WINDOW);
        }
        int loops = Runtime.getRuntime().availableProcessors();
        CompletableFuture<Integer> port = new CompletableFuture<>();
        Vertx.vertx(new VertxOptions().setEventLoopPoolSize(loops))
                .deployVerticle(
                        () -> new Server(options, Integer.parseInt(args[2]), port),
                        new DeploymentOptions().setInstances(loops))
                .onFailure(port::completeExceptionally);
        System.out.println(port.join());
        while (System.in.read() >= 0) {
            // the coordinator says nothing
        }
        System.exit(0);
    }

    @Override
    public void start(Promise<Void> started) {
        vertx.createHttpServer(options)
                .requestHandler(request -> request.endHandler(end -> answer(request)))
                .listen()
                .onSuccess(server -> {
                    port.complete(server.actualPort());
                    started.complete();
                })
                .onFailure(started::fail);
    }

    private void answer(HttpServerRequest request) {
        if (!request.path().equals(Target.PATH)) {
            stream(request.path().split("/", -1), request.response());
        } else if (delayMillis == 0) {
            send(request);
        } else {
            vertx.setTimer(delayMillis, timer -> send(request));
        }
    }

    private void stream(String[] path, HttpServerResponse response) {
        String size = path[path.length - 1];
        if (path[path.length - 2].equals(Target.Response.EVENTS.name())) {
            response.putHeader("Content-Type", "text/event-stream").setChunked(true);
            sendEvents(response, Long.parseLong(size));
        } else {
            response.putHeader("Content-Type", "application/octet-stream").putHeader("Content-Length", size);
            sendBytes(response, Long.parseLong(size));
        }
    }

    /** Sends while there is room on the connection, and continues when there is room again. */
    private static void sendBytes(HttpServerResponse response, long size) {
        long left = size;
        while (left > 0 && !response.writeQueueFull()) {
            int length = (int) Math.min(left, PIECE.length());
            response.write(PIECE.slice(0, length));
            left -= length;
        }
        if (left == 0) {
            response.end();
        } else {
            long rest = left;
            response.drainHandler(room -> sendBytes(response, rest));
        }
    }

    private void sendEvents(HttpServerResponse response, long count) {
        vertx.setTimer(EVENT_MILLIS, timer -> {
            response.write("data: " + System.nanoTime() + "\n\n");
            if (count == 1) {
                response.end();
            } else {
                sendEvents(response, count - 1);
            }
        });
    }

    private static void send(HttpServerRequest request) {
        if (!request.response().closed()) {
            request.response().putHeader("Content-Type", "application/json").end(PREDICTION);
        }
    }
}
