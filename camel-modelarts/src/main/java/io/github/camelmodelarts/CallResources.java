package io.github.camelmodelarts;

import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

import org.apache.camel.support.LRUCacheFactory;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.call.Admission;
import io.github.camelmodelarts.http.ClientSettings;
import io.github.camelmodelarts.http.HttpClients;
import io.github.camelmodelarts.session.Tokens;

/** What all calls of an owner share: HTTP clients, tokens, admission to hosts, threads. Thread-safe; closed once, after the last call. */
final class CallResources implements AutoCloseable {

    private static final int MOST_HOSTS = 1000;

    private final InstantSource clock;
    private final ScheduledExecutorService timer;
    private final Executor workers;
    private final Executor reserve;
    private final HttpClients clients;
    private final Tokens tokens;
    private final Map<AdmissionKey, Admission> admissions = LRUCacheFactory.newLRUCache(MOST_HOSTS);

    /**
     * With threads that the owner ends after it has closed this.
     *
     * @param reserve takes what a pool of somebody's own rejects
     * @param readers for bodies whose reading may block
     */
    CallResources(
            InstantSource clock, ScheduledExecutorService timer, Executor workers, Executor reserve, Executor readers) {
        this.clock = clock;
        this.timer = timer;
        this.workers = workers;
        this.reserve = reserve;
        this.clients = new HttpClients(readers);
        this.tokens = new Tokens(workers, clock);
    }

    InstantSource clock() {
        return clock;
    }

    ScheduledExecutorService timer() {
        return timer;
    }

    /** The threads on which callers go on: the given ones, or the owner's. */
    Workers workers(@Nullable Executor own) {
        return new Workers(own == null ? workers : own, reserve);
    }

    HttpClients clients() {
        return clients;
    }

    Tokens tokens() {
        return tokens;
    }

    /** Who may call a host over a client; shared by all who do. */
    Admission admission(ClientSettings settings, String authority) {
        return admissions.computeIfAbsent(
                new AdmissionKey(settings, authority), key -> new Admission(settings.maxConnections()));
    }

    @Override
    public void close() {
        clients.close();
        admissions.clear();
    }

    private record AdmissionKey(ClientSettings settings, String authority) {}
}
