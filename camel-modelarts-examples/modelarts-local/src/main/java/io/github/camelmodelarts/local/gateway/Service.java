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
import io.github.camelmodelarts.local.api.Refusals;
import io.github.camelmodelarts.local.api.Scheme;
import io.github.camelmodelarts.local.call.Disturbance;
import io.github.camelmodelarts.local.management.AddressKind;
import io.github.camelmodelarts.local.management.Deployment;

/**
 * A real-time service: a model behind an address, with the gateway's rules for it. All settings may be changed at any time and
 * apply to requests that arrive later; thread-safe.
 */
public final class Service {

    /** The cloud's limit of a request body, 12 MiB, in bytes. */
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

    /** The name that it was added by. */
    public String name() {
        return name;
    }

    /** The id in its address, which depends on the name alone unless it was deployed through the management API. */
    public String id() {
        return id;
    }

    /** What the management API shows of it: its state over time and its addresses. */
    public Deployment deployment() {
        return deployment;
    }

    /** Lets requests in by these schemes only, as each address in the cloud does. Default: all but {@link Scheme#NONE}. */
    public Service accepts(Scheme first, Scheme... more) {
        schemes = EnumSet.of(first, more);
        return this;
    }

    /** Lets everybody in and looks at no proof. */
    public Service withoutAuthentication() {
        return accepts(Scheme.NONE);
    }

    /** The HTTP methods that there is an API for. Default: GET, POST, PUT, DELETE. */
    public Service methods(String... allowed) {
        methods = Arrays.stream(allowed)
                .map(method -> method.toUpperCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
        return this;
    }

    /** Takes the app's authorisation for this service away, for all three schemes of an app. */
    public Service revokeApps() {
        deployment.bindApp(false);
        return this;
    }

    /** Authorises the app again. It is authorised from the start. */
    public Service authorizeApps() {
        deployment.bindApp(true);
        return this;
    }

    /** The longest request body in bytes, 0 for any. Default: {@link #DEFAULT_BODY_LIMIT}. */
    public Service bodyLimit(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("bodyLimit must not be negative; 0 takes it away");
        }
        bodyLimit = bytes;
        return this;
    }

    /** Holds each answer back for so long, in real time, whatever the clock. No thread waits meanwhile. Default: none. */
    public Service delay(Duration duration) {
        disturbance.delay(duration);
        return this;
    }

    /**
     * How long model and delay together may take before the gateway answers 504 in their place; zero for any time. A model is not
     * interrupted: if it alone takes longer, the 504 is sent when it returns. Default: 40 s, as in the cloud.
     */
    public Service backendTimeout(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("backendTimeout must not be negative");
        }
        backendTimeout = duration;
        return this;
    }

    /** Lets so many requests through in each window of {@code period}, by the server's clock; 429 for the others. */
    public Service throttle(int requests, Duration period) {
        disturbance.throttle(requests, period, clock, Refusals.throttled(requests, period));
        return this;
    }

    /** Takes the throttle away. */
    public Service unthrottled() {
        disturbance.unthrottled();
        return this;
    }

    /** The next {@code times} requests that the gateway lets in fail like this; after failures already planned. */
    public Service failNext(int times, Failure failure) {
        disturbance.failNext(times, failure);
        return this;
    }

    /** Every request fails like this once the planned ones of {@link #failNext} are used up, until {@link #clear()}. */
    public Service failWith(Failure failure) {
        disturbance.failWith(failure);
        return this;
    }

    /** Forgets all failures. */
    public Service clear() {
        disturbance.clearFailures();
        return this;
    }

    /** How many requests have arrived here and were not yet answered. */
    public int inFlight() {
        return inFlight.get();
    }

    /** The most there ever were at a time. */
    public int peakInFlight() {
        return peak.get();
    }

    /** Name and id. */
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

    /** What the address of a kind takes. */
    Set<Scheme> schemesAt(AddressKind kind) {
        Set<Scheme> all = schemes;
        if (!deployment.separatesAddresses() || all.contains(Scheme.NONE)) {
            return all;
        }
        Set<Scheme> own = EnumSet.copyOf(OF_ADDRESS.get(kind));
        own.retainAll(all);
        return own;
    }

    /** As the second generation names it, where a service has one only. */
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
