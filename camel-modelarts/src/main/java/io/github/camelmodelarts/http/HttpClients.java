package io.github.camelmodelarts.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

import io.github.camelmodelarts.api.Transport;
import io.github.camelmodelarts.secrets.Fingerprints;

/** One HTTP client for each distinct {@link ClientSettings}, made when it is first wanted and closed with the owner. Thread-safe. */
public final class HttpClients implements Transports {

    private final Fingerprints fingerprints = new Fingerprints();
    private final Map<ClientSettings.Key, SharedClient> clients = new ConcurrentHashMap<>();
    private final Executor readers;
    private final Names names;

    /** @param readers threads for what may block, one for each body and each name at a time; they must not be used up by others */
    public HttpClients(Executor readers) {
        this(readers, SystemDefaultDnsResolver.INSTANCE);
    }

    /** With another source of addresses. */
    HttpClients(Executor readers, DnsResolver dns) {
        this.readers = readers;
        this.names = new Names(dns, readers, System::nanoTime);
    }

    @Override
    public Transport transport(ClientSettings settings, Limits limits) {
        SharedClient client =
                clients.computeIfAbsent(settings.key(fingerprints), absent -> new SharedClient(settings, names));
        return new HttpTransport(client, limits, readers);
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
