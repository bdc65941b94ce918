package io.github.camelmodelarts.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

import io.github.camelmodelarts.api.Transport;
import io.github.camelmodelarts.secrets.Fingerprints;

/** One HTTP client for each distinct {@link ClientSettings}, made when it is first wanted and closed with the owner. Thread-safe. */
public final class HttpClients implements Transports {

    private final Fingerprints fingerprints = new Fingerprints();
    private final Map<ClientSettings.Key, SharedClient> clients = new ConcurrentHashMap<>();
    private final Executor readers;

    /** @param readers threads for bodies whose reading may block, one for each of them at a time; they must not be used up by others */
    public HttpClients(Executor readers) {
        this.readers = readers;
    }

    @Override
    public Transport transport(ClientSettings settings, Limits limits, Executor workers) {
        SharedClient client = clients.computeIfAbsent(settings.key(fingerprints), absent -> new SharedClient(settings));
        return new HttpTransport(client, limits, workers, readers);
    }

    /** How many connections are in use or waited for; of calls over HTTP/2 that share one, the one. */
    int leased() {
        return clients.values().stream().mapToInt(SharedClient::leased).sum();
    }

    @Override
    public void close() {
        clients.values().forEach(SharedClient::close);
        clients.clear();
    }
}
