package io.github.camelmodelarts.client;

import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ResponseMemory;
import io.github.camelmodelarts.auth.HostClocks;
import io.github.camelmodelarts.auth.KeyGuards;
import io.github.camelmodelarts.auth.RecentlyUsed;
import io.github.camelmodelarts.call.Admission;
import io.github.camelmodelarts.call.CallListener;
import io.github.camelmodelarts.call.HandOver;
import io.github.camelmodelarts.call.OpenCalls;
import io.github.camelmodelarts.call.Threads;
import io.github.camelmodelarts.http.ClientSettings;
import io.github.camelmodelarts.http.Transports;
import io.github.camelmodelarts.secrets.Fingerprints;
import io.github.camelmodelarts.session.Timing;
import io.github.camelmodelarts.session.Tokens;

/**
 * What all calls of an owner share: HTTP clients, memory for answers, tokens, guards of keys, clocks, admission to hosts, look-ups, threads. Thread-safe; closed once,
 * which ends all calls.
 */
public final class SharedResources implements AutoCloseable {

    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Timing timing;
    private final DoubleSupplier random;
    private final Threads threads;
    private final HandOver routes;
    private final Transports transports;
    private final CallListener listener;
    private final ResponseMemory memory;
    private final OpenCalls open = new OpenCalls();
    private final Tokens tokens;
    private final KeyGuards keys;
    private final Fingerprints fingerprints = new Fingerprints();
    private final HostClocks correctedClocks;
    private final RecentlyUsed<AdmissionKey, Admission> admissions = new RecentlyUsed<>();
    private final RecentlyUsed<SessionDirectory.Key, SessionDirectory> directories = new RecentlyUsed<>();
    /** Makes the look-ups that endpoints share, so that they end with none of these. */
    private final OpenCalls.Caller lookups = open.caller();

    /**
     * With threads that the owner ends after it has closed this.
     *
     * @param clock dates signatures and what is told of times
     * @param nanoTime measures ages and pauses, as {@link System#nanoTime} does
     * @param random spreads the pauses before calls are sent once more
     * @param routes where routes go on; nothing else is done there
     * @param transports closed with this
     * @param listener hears of the steps of all calls
     * @param memory for the answers of all calls
     */
    public SharedResources(
            InstantSource clock,
            LongSupplier nanoTime,
            DoubleSupplier random,
            Threads threads,
            Executor routes,
            Transports transports,
            CallListener listener,
            ResponseMemory memory) {
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.timing = new Timing(threads.progress(), clock, nanoTime);
        this.random = random;
        this.threads = threads;
        this.routes = new HandOver(routes, null);
        this.transports = transports;
        this.listener = listener;
        this.memory = memory;
        this.tokens = new Tokens(timing);
        this.correctedClocks = HostClocks.corrected(clock);
        this.keys = new KeyGuards(clock, nanoTime, threads.progress());
    }

    public InstantSource clock() {
        return clock;
    }

    /** The threads and clocks of what is fetched and kept. */
    Timing timing() {
        return timing;
    }

    /** This machine's clock, or what is known of the hosts' own. */
    HostClocks clocks(boolean corrected) {
        return corrected ? correctedClocks : HostClocks.of(clock);
    }

    DoubleSupplier random() {
        return random;
    }

    Threads threads() {
        return threads;
    }

    /** The threads on which routes go on: the given ones, or the owner's. */
    HandOver routes(@Nullable Executor own) {
        return own == null ? routes : new HandOver(own, routes);
    }

    CallListener listener() {
        return listener;
    }

    OpenCalls open() {
        return open;
    }

    public Transports transports() {
        return transports;
    }

    public ResponseMemory memory() {
        return memory;
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

    /** Who may call a host over a client; shared by all who do. A call holds it until it is over, so that no second one lets others in beside it. */
    Admission admission(ClientSettings.Key client, String authority) {
        return admissions.get(
                new AdmissionKey(client, authority), key -> new Admission(client.maxConnections(), nanoTime));
    }

    /** What keys of maps here are made with, in place of secrets. */
    Fingerprints fingerprints() {
        return fingerprints;
    }

    /** Whose look-ups endpoints share. */
    OpenCalls.Caller lookups() {
        return lookups;
    }

    /** What is looked up for a session; shared by all endpoints that agree in all that matters to it. */
    SessionDirectory directory(SessionDirectory.Key session, Supplier<SessionDirectory> maker) {
        return directories.get(session, key -> maker.get());
    }

    /** Ends the calls for exchanges from a route. */
    public void stopCallsFrom(String route) {
        open.stop(origin -> route.equals(origin.fromRoute()));
    }

    @Override
    public void close() {
        open.close();
        transports.close();
    }

    private record AdmissionKey(ClientSettings.Key client, String authority) {}
}
