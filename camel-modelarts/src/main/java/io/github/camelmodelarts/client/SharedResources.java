package io.github.camelmodelarts.client;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.DoubleSupplier;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.auth.HostClocks;
import io.github.camelmodelarts.auth.KeyGuards;
import io.github.camelmodelarts.auth.RecentlyUsed;
import io.github.camelmodelarts.call.Admission;
import io.github.camelmodelarts.call.Workers;
import io.github.camelmodelarts.http.ClientSettings;
import io.github.camelmodelarts.http.Transports;
import io.github.camelmodelarts.secrets.Fingerprints;
import io.github.camelmodelarts.session.Tokens;

/** What all calls of an owner share: HTTP clients, tokens, guards of keys, clocks, admission to hosts, threads. Thread-safe; closed once, after the last call. */
public final class SharedResources implements AutoCloseable {

    private final InstantSource clock;
    private final DoubleSupplier random;
    private final ScheduledExecutorService timer;
    private final Executor workers;
    private final Executor reserve;
    private final Transports transports;
    private final Tokens tokens;
    private final KeyGuards keys;
    private final Fingerprints fingerprints = new Fingerprints();
    private final Map<String, Duration> clockOffsets = RecentlyUsed.map();
    private final Map<AdmissionKey, Admission> admissions = RecentlyUsed.map();

    /**
     * With threads that the owner ends after it has closed this.
     *
     * @param random spreads the pauses before calls are sent once more
     * @param reserve takes what a pool of somebody's own rejects
     * @param transports closed with this
     */
    public SharedResources(
            InstantSource clock,
            DoubleSupplier random,
            ScheduledExecutorService timer,
            Executor workers,
            Executor reserve,
            Transports transports) {
        this.clock = clock;
        this.random = random;
        this.timer = timer;
        this.workers = workers;
        this.reserve = reserve;
        this.transports = transports;
        this.tokens = new Tokens(workers, clock);
        this.keys = new KeyGuards(clock, workers);
    }

    public InstantSource clock() {
        return clock;
    }

    /** This machine's clock, or what is known of the hosts' own. */
    HostClocks clocks(boolean corrected) {
        return corrected ? HostClocks.corrected(clock, clockOffsets) : HostClocks.of(clock);
    }

    DoubleSupplier random() {
        return random;
    }

    ScheduledExecutorService timer() {
        return timer;
    }

    /** The threads on which callers go on: the given ones, or the owner's. */
    Workers workers(@Nullable Executor own) {
        return new Workers(own == null ? workers : own, reserve);
    }

    public Transports transports() {
        return transports;
    }

    public KeyGuards keys() {
        return keys;
    }

    public Tokens tokens() {
        return tokens;
    }

    /** Settings as the key of what is shared here. */
    ClientSettings.Key key(ClientSettings settings) {
        return settings.key(fingerprints);
    }

    /** Who may call a host over a client; shared by all who do. */
    Admission admission(ClientSettings.Key client, String authority) {
        return admissions.computeIfAbsent(
                new AdmissionKey(client, authority), key -> new Admission(client.maxConnections()));
    }

    @Override
    public void close() {
        transports.close();
        admissions.clear();
    }

    private record AdmissionKey(ClientSettings.Key client, String authority) {}
}
