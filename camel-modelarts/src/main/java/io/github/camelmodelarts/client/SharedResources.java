package io.github.camelmodelarts.client;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
import io.github.camelmodelarts.call.CallListeners;
import io.github.camelmodelarts.call.HandOver;
import io.github.camelmodelarts.call.HostLoad;
import io.github.camelmodelarts.call.OpenCalls;
import io.github.camelmodelarts.call.Threads;
import io.github.camelmodelarts.call.Waiting;
import io.github.camelmodelarts.http.ClientSettings;
import io.github.camelmodelarts.http.Transports;
import io.github.camelmodelarts.secrets.Fingerprints;
import io.github.camelmodelarts.session.KnownService;
import io.github.camelmodelarts.session.TemporaryKeys;
import io.github.camelmodelarts.session.Timing;
import io.github.camelmodelarts.session.Tokens;

/**
 * The resources that all calls of an owner share: HTTP clients, memory for responses, tokens, key guards, clocks, admission to hosts, look-ups,
 * threads. Thread-safe; closing it once ends all calls.
 */
public final class SharedResources implements AutoCloseable {

    private final InstantSource clock;
    private final Timing timing;
    private final DoubleSupplier random;
    private final Threads threads;
    private final HandOver routes;
    private final Transports transports;
    private final CallListener listener;
    private final ResponseMemory memory;
    private final OpenCalls open;
    private final Tokens tokens;
    private final TemporaryKeys temporaryKeys;
    private final KeyGuards keys;
    private final Fingerprints fingerprints = new Fingerprints();
    private final HostClocks correctedClocks;
    private final RecentlyUsed<AdmissionKey, Admission> admissions = new RecentlyUsed<>();
    private final RecentlyUsed<SessionDirectory.Key, SessionDirectory> directories = new RecentlyUsed<>();
    /**
     * The owner of the look-ups that endpoints share, so that a look-up does not end with one of the endpoints. Its calls wait without bounds: all calls
     * that need a value wait for one look-up, which has a time limit.
     */
    private final OpenCalls.Caller lookups;

    /**
     * Creates an instance. The owner ends the threads after it has closed this instance.
     *
     * @param clock for the dates of signatures and the times in messages
     * @param nanoTime measures ages and pauses, like {@link System#nanoTime}
     * @param random spreads the pauses before retries
     * @param routes the threads on which routes continue; they are used for nothing else
     * @param transports closed together with this instance
     * @param listener is notified of the steps of all calls
     * @param memory the memory for the responses of all calls
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
        this.timing = new Timing(threads.progress(), clock, nanoTime);
        this.random = random;
        this.threads = threads;
        this.open = new OpenCalls(threads.progress());
        this.lookups = open.caller(null, Waiting.UNLIMITED);
        this.routes = new HandOver(routes, null);
        this.transports = transports;
        this.listener = CallListeners.of(listener);
        this.memory = memory;
        this.tokens = new Tokens(timing, this.listener::tokenFetched);
        this.temporaryKeys = new TemporaryKeys(timing);
        this.correctedClocks = HostClocks.corrected(clock);
        this.keys = new KeyGuards(clock, nanoTime, threads.progress());
    }

    public InstantSource clock() {
        return clock;
    }

    /** The threads and clocks for values that are fetched and cached. */
    Timing timing() {
        return timing;
    }

    /** The clock of this machine, or the clocks corrected by what is known of the hosts' clocks. */
    HostClocks clocks(boolean corrected) {
        return corrected ? correctedClocks : HostClocks.of(clock);
    }

    DoubleSupplier random() {
        return random;
    }

    Threads threads() {
        return threads;
    }

    /** The threads for uploads to and downloads from OBS. */
    public Executor transfers() {
        return threads.transfers();
    }

    /** Measures ages and pauses, like {@link System#nanoTime}. */
    public LongSupplier nanoTime() {
        return timing.nanoTime();
    }

    /** The threads on which routes continue: the given ones, or those of the owner. */
    HandOver routes(@Nullable Executor own) {
        return own == null ? routes : new HandOver(own, routes);
    }

    CallListener listener() {
        return listener;
    }

    /** Tells the listener that a batch service has finished with this many predictions and errors. */
    public void batchEnded(int predictions) {
        listener.batchEnded(predictions);
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

    TemporaryKeys temporaryKeys() {
        return temporaryKeys;
    }

    /** The settings as the key of shared resources. */
    ClientSettings.Key key(ClientSettings settings) {
        return settings.key(fingerprints);
    }

    /**
     * The admission of a host for an HTTP client, shared by all its calls. A call references it until it is over, so that no second admission exists
     * meanwhile.
     */
    Admission admission(ClientSettings.Key client, String authority) {
        return admissions.get(
                new AdmissionKey(client, authority), key -> new Admission(client.maxConnections(), timing.nanoTime()));
    }

    /** The same, or null if the host was not called. */
    @Nullable
    Admission knownAdmission(ClientSettings.Key client, String authority) {
        return admissions.find(new AdmissionKey(client, authority));
    }

    /** The fingerprints that replace secrets in the keys of maps here. */
    Fingerprints fingerprints() {
        return fingerprints;
    }

    /** The owner of the look-ups that endpoints share. */
    OpenCalls.Caller lookups() {
        return lookups;
    }

    /** The directory of a session; shared by all endpoints with the same key. */
    SessionDirectory directory(SessionDirectory.Key session, Supplier<SessionDirectory> maker) {
        return directories.get(session, key -> maker.get());
    }

    /** The present state, for those who operate the application. Costs no I/O and delays no call, but is copied anew at each call. */
    public ComponentState state() {
        List<KnownService> services = new ArrayList<>();
        directories.forEach(
                (session, directory) -> services.addAll(directory.services().services()));
        services.sort(Comparator.comparing(KnownService::service));
        return new ComponentState(hosts(), keys.paused(), tokens.locked(), services, open.streams());
    }

    private List<HostState> hosts() {
        Map<String, HostLoad> loads = new TreeMap<>();
        admissions.forEach((key, admission) -> loads.merge(key.authority, admission.load(), HostLoad::plus));
        Map<String, Integer> connections = transports.connections();
        Map<String, Duration> offsets = correctedClocks.corrections();
        List<HostState> hosts = new ArrayList<>();
        loads.forEach((host, load) -> hosts.add(new HostState(
                host,
                load.inFlight(),
                load.waiting(),
                load.limit(),
                connections.getOrDefault(host, 0),
                load.retryQuota(),
                load.unreached(),
                offsets.get(host))));
        return hosts;
    }

    /** Ends the calls of all exchanges that come from a route. */
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
