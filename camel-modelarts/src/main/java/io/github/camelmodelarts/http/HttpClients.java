package io.github.camelmodelarts.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.core5.io.CloseMode;

/** One HTTP client for each distinct {@link ClientSettings}, made when it is first wanted and closed with the owner. Thread-safe. */
public final class HttpClients implements AutoCloseable {

    private final Map<ClientSettings, CloseableHttpAsyncClient> clients = new ConcurrentHashMap<>();

    /**
     * A transport over the client for these settings.
     *
     * @param workers where answers leave the reactor's threads
     */
    public HttpTransport transport(ClientSettings settings, Limits limits, Executor workers) {
        CloseableHttpAsyncClient client = clients.computeIfAbsent(settings, wanted -> {
            CloseableHttpAsyncClient made = ClientFactory.create(wanted);
            made.start();
            return made;
        });
        return new HttpTransport(client, settings, limits, workers);
    }

    /** Closes all clients and their connections; what is under way ends with an exception. */
    @Override
    public void close() {
        clients.values().forEach(client -> client.close(CloseMode.IMMEDIATE));
        clients.clear();
    }
}
