package io.github.camelmodelarts.http;

import java.util.concurrent.Executor;

import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

import io.github.camelmodelarts.api.ResponseMemory;
import io.github.camelmodelarts.api.Transport;
import io.github.camelmodelarts.secrets.Fingerprints;

/**
 * Transports over HttpClient. Those with equal {@link ClientSettings} share an HTTP client, which is opened for the first exchange. A
 * transport lives on when its client is closed because others were used since: the next exchange opens it again. Thread-safe.
 */
public final class HttpClients implements Transports {

    /**
     * A client has four threads, and connections. Where settings vary with each exchange, as they may with toD, no number would keep
     * all clients open; where they don't, there are few.
     */
    static final int MOST_OPEN = 32;

    private final Fingerprints fingerprints = new Fingerprints();
    private final OpenClients clients;
    private final Names names;
    private final Executor readers;

    /** @param readers threads for what may block, one for each body and each name at a time; they must not be used up by others */
    public HttpClients(Executor readers) {
        this(readers, SystemDefaultDnsResolver.INSTANCE, MOST_OPEN);
    }

    /**
     * With another source of addresses.
     *
     * @param mostOpen how many clients may be open while one of them is idle
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

    /** How many connections are in use or waited for; of calls over HTTP/2 that share one, the one. */
    int leased() {
        return clients.leased();
    }

    @Override
    public void close() {
        clients.close();
    }
}
