package io.github.camelmodelarts.local.gateway;

import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import io.github.camelmodelarts.local.api.Failure;
import io.github.camelmodelarts.local.api.Model;
import io.github.camelmodelarts.local.api.ModelAnswer;
import io.github.camelmodelarts.local.api.Refusals;
import io.github.camelmodelarts.local.api.Scheme;
import io.github.camelmodelarts.local.call.Disturbance;
import io.github.camelmodelarts.local.management.AddressKind;
import io.github.camelmodelarts.local.management.Deployment;

/**
 * A real-time service: a model with an address and the gateway's settings for it. All settings can be changed at any
 * time and apply to requests that arrive later. Thread-safe.
 */
public final class Service {

    /** The cloud's limit for request bodies in bytes: 12 MiB. */
    public static final long DEFAULT_BODY_LIMIT = 12L << 20;

    private static final Map<AddressKind, Set<Scheme>> OF_ADDRESS = Map.of(
            AddressKind.IAM, EnumSet.of(Scheme.TOKEN, Scheme.AK_SK),
            AddressKind.APP, EnumSet.of(Scheme.APP_SIGNATURE, Scheme.APP_CODE, Scheme.APP_KEY),
            AddressKind.V2, EnumSet.of(Scheme.TOKEN, Scheme.API_KEY));

    private final String name;
    private final String id;
    private final Model model;
    private final Clock clock;
    private final Deployment deployment;
    private final Disturbance disturbance = new Disturbance();
    private final Streams streams = new Streams();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger peak = new AtomicInteger();

    private volatile Set<Scheme> schemes = EnumSet.complementOf(EnumSet.of(Scheme.NONE));
    private volatile Set<String> methods = Set.of("GET", "POST", "PUT", "DELETE");
    private volatile long bodyLimit = DEFAULT_BODY_LIMIT;
    private volatile Duration backendTimeout = Duration.ofSeconds(40);

    Service(String name, String id, String project, Model model, Clock clock) {
        this.name = name;
        this.model = model;
        this.clock = clock;
        this.id = id;
        deployment = new Deployment(id, name, project, this::authType, clock);
    }

    /** The name with which it was added. */
    public String name() {
        return name;
    }

    /**
     * The id in its address. It depends only on the name, unless the service was deployed through the management API.
     */
    public String id() {
        return id;
    }

    /** Its settings in the management API: its state over time and its addresses. */
    public Deployment deployment() {
        return deployment;
    }

    /** Accepts only these schemes, like each address in the cloud. Default: all except {@link Scheme#NONE}. */
    public Service accepts(Scheme first, Scheme... more) {
        schemes = EnumSet.of(first, more);
        return this;
    }

    /** Accepts all requests without authentication. */
    public Service withoutAuthentication() {
        return accepts(Scheme.NONE);
    }

    /** Sets the HTTP methods that the service accepts. Default: GET, POST, PUT, DELETE. */
    public Service methods(String... allowed) {
        methods = Arrays.stream(allowed)
                .map(method -> method.toUpperCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
        return this;
    }

    /** Revokes the app's authorisation for this service, for all three schemes of an app. */
    public Service revokeApps() {
        deployment.bindApp(false);
        return this;
    }

    /** Authorises the app again. At the start it is authorised. */
    public Service authorizeApps() {
        deployment.bindApp(true);
        return this;
    }

    /** Sets the limit for request bodies in bytes, 0 for no limit. Default: {@link #DEFAULT_BODY_LIMIT}. */
    public Service bodyLimit(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("bodyLimit must not be negative: set 0 for no limit");
        }
        bodyLimit = bytes;
        return this;
    }

    /**
     * Delays each response, in real time, not by the server's clock. No thread waits during the delay. Default: no
     * delay.
     */
    public Service delay(Duration duration) {
        disturbance.delay(duration);
        return this;
    }

    /**
     * Sets the time for model and delay together, after which the gateway responds with 504; zero for no limit. A slow
     * model is not interrupted: the 504 is sent when the model returns. Default: 40 s, as in the cloud.
     */
    public Service backendTimeout(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("backendTimeout must not be negative");
        }
        backendTimeout = duration;
        return this;
    }

    /**
     * Accepts {@code requests} requests in each window of {@code period}, by the server's clock; the others get 429.
     */
    public Service throttle(int requests, Duration period) {
        disturbance.throttle(requests, period, clock, Refusals.throttled(requests, period));
        return this;
    }

    /** Removes the throttle. */
    public Service unthrottled() {
        disturbance.unthrottled();
        return this;
    }

    /**
     * Makes the next {@code times} requests that the gateway accepts fail like this, after the failures that are
     * planned already.
     */
    public Service failNext(int times, Failure failure) {
        disturbance.failNext(times, failure);
        return this;
    }

    /** Makes all requests fail like this after the planned failures of {@link #failNext}, until {@link #clear()}. */
    public Service failWith(Failure failure) {
        disturbance.failWith(failure);
        return this;
    }

    /** Removes all planned failures. */
    public Service clear() {
        disturbance.clearFailures();
        return this;
    }

    /** The number of requests in flight: those that arrived and have no complete response yet. */
    public int inFlight() {
        return inFlight.get();
    }

    /** The highest number of requests that were in flight at the same time. */
    public int peakInFlight() {
        return peak.get();
    }

    /** Counts and records of its streamed responses: see {@link ModelAnswer#stream}. */
    public Streams streams() {
        return streams;
    }

    /** Shows name and id. */
    @Override
    public String toString() {
        return "Service[" + name + " " + id + "]";
    }

    Model model() {
        return model;
    }

    Set<Scheme> schemes() {
        return schemes;
    }

    boolean allows(String method) {
        return methods.contains(method);
    }

    /** The schemes that the address of a kind accepts. */
    Set<Scheme> schemesAt(AddressKind kind) {
        Set<Scheme> all = schemes;
        if (!deployment.separatesAddresses() || all.contains(Scheme.NONE)) {
            return all;
        }
        Set<Scheme> own = EnumSet.copyOf(OF_ADDRESS.get(kind));
        own.retainAll(all);
        return own;
    }

    /** The authentication type in the second generation of the management API, where a service has only one. */
    private String authType() {
        Set<Scheme> all = schemes;
        if (all.contains(Scheme.NONE)) {
            return "NONE";
        }
        return all.contains(Scheme.API_KEY) && !all.contains(Scheme.TOKEN) ? "API_KEY" : "TOKEN";
    }

    long bodyLimit() {
        return bodyLimit;
    }

    Duration backendTimeout() {
        return backendTimeout;
    }

    Disturbance disturbance() {
        return disturbance;
    }

    void enter() {
        peak.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
    }

    void leave() {
        inFlight.decrementAndGet();
    }
}
