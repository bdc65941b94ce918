package io.github.camelmodelarts.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.core5.io.CloseMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One HTTP client for each distinct {@link ClientSettings}, made when it is first wanted and closed with the owner. Thread-safe. */
public final class HttpClients implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HttpClients.class);

    private final Map<ClientSettings, CloseableHttpAsyncClient> clients = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * A transport over the client for these settings.
     *
     * @param workers where answers leave the reactor's threads
     */
    public HttpTransport transport(ClientSettings settings, Limits limits, Executor workers) {
        CloseableHttpAsyncClient client = clients.computeIfAbsent(settings, wanted -> {
            CloseableHttpAsyncClient made = ClientFactory.create(wanted, this::reactorEnded);
            made.start();
            return made;
        });
        return new HttpTransport(client, settings, limits, workers);
    }

    private void reactorEnded(Exception cause) {
        // closing takes the selector from under its reactor's hands (httpcore 5.3: ConcurrentModificationException),
        // which is then
        // no news
        if (!closed) {
            LOG.error("HttpClient's reactor broke; calls over it fail until the component is started again", cause);
        }
    }

    /** Closes all clients and their connections; what is under way ends with an exception. */
    @Override
    public void close() {
        closed = true;
        clients.values().forEach(client -> client.close(CloseMode.IMMEDIATE));
        clients.clear();
    }
}
