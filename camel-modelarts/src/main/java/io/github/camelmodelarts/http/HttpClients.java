package io.github.camelmodelarts.http;

import java.util.Map;
import java.util.concurrent.Executor;

import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

import io.github.camelmodelarts.api.ResponseMemory;
import io.github.camelmodelarts.api.Transport;
import io.github.camelmodelarts.secrets.Fingerprints;

/**
 * Creates transports that use HttpClient. Transports with equal {@link ClientSettings} share an HTTP client, which is opened for the first
 * exchange. A client can be closed when others were used more recently; the next exchange of its transports opens it again. Thread-safe.
 */
public final class HttpClients implements Transports {

    /**
     * The most open clients. A client has four threads, and connections. If settings differ for each exchange, which is possible with toD, no
     * number would be enough to keep all clients open; otherwise there are few.
     */
    static final int MOST_OPEN = 32;

    private final Fingerprints fingerprints = new Fingerprints();
    private final OpenClients clients;
    private final Names names;
    private final Executor readers;

    /** @param readers threads for tasks that can block, one for each body and each host name at a time; other code must not use them up */
    public HttpClients(Executor readers) {
        this(readers, SystemDefaultDnsResolver.INSTANCE, MOST_OPEN);
    }

    /**
     * Creates an instance with another resolver of host names.
     *
     * @param mostOpen how many clients can be open while one of them is idle
     */
    HttpClients(Executor readers, DnsResolver dns, int mostOpen) {
        this.readers = readers;
        this.names = new Names(dns, readers, System::nanoTime);
        this.clients = new OpenClients(mostOpen, names, readers, System::nanoTime);
    }

    @Override
    public Transport transport(ClientSettings settings, Limits limits) {
        return transport(settings, limits, ResponseMemory.UNLIMITED);
    }

    @Override
    public Transport transport(ClientSettings settings, Limits limits, ResponseMemory memory) {
        return new HttpTransport(clients, settings, settings.key(fingerprints), limits, names, readers, memory);
    }

    @Override
    public Map<String, Integer> connections() {
        return clients.connections();
    }

    /** How many connections are in use or requested; a connection that HTTP/2 calls share counts once. */
    int leased() {
        return clients.leased();
    }

    @Override
    public void close() {
        clients.close();
    }
}
