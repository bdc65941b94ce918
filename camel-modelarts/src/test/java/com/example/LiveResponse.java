package com.example;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.ExecutionException;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import org.apache.camel.Exchange;
import org.apache.camel.component.platform.http.vertx.HttpMessage;

/** Sends a streamed response to the client while it arrives, and closes it when the client leaves. */
public final class LiveResponse {

    private static final String CLIENT = "client";

    private LiveResponse() {}

    /** The first step of the route: later steps replace the message that has the client's response. */
    public static void keepClient(Exchange exchange) {
        exchange.setProperty(CLIENT, exchange.getMessage(HttpMessage.class).getResponse());
    }

    /** The last step of the route. */
    public static void send(Exchange exchange) throws Exception {
        HttpServerResponse client = exchange.getProperty(CLIENT, HttpServerResponse.class);
        client.setChunked(true);
        client.putHeader("Content-Type", exchange.getMessage().getHeader(Exchange.CONTENT_TYPE, String.class));
        client.putHeader("Cache-Control", "no-cache");
        try (InputStream body = exchange.getMessage().getMandatoryBody(InputStream.class)) {
            client.closeHandler(left -> close(body));
            byte[] piece = new byte[8192];
            for (int length = body.read(piece); length >= 0; length = body.read(piece)) {
                // waits until the piece is sent, so a slow client slows the service down
                await(client.write(Buffer.buffer().appendBytes(piece, 0, length)));
            }
            await(client.end());
        } catch (IOException | ExecutionException e) {
            if (!client.closed()) {
                // the client must not take the response for complete
                client.reset();
                throw e;
            }
        }
        if (!client.ended()) {
            // the client has left; Camel must not respond to it
            client.end();
        }
    }

    private static void await(Future<Void> sent) throws InterruptedException, ExecutionException {
        sent.toCompletionStage().toCompletableFuture().get();
    }

    private static void close(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
