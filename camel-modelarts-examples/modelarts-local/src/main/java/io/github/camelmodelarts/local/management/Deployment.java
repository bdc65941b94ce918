package io.github.camelmodelarts.local.management;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

/**
 * A service as the management API knows it: its state over time, its addresses, and what it is said to be. Running from the
 * start. All settings may be changed at any time; thread-safe.
 */
public final class Deployment {

    private static final AtomicLong SEQUENCE = new AtomicLong();

    private final long sequence = SEQUENCE.incrementAndGet();
    private final String id;
    private final Supplier<String> authType;
    private final Instant publishedAt;
    private final Journal journal = new Journal();
    private final Lifecycle lifecycle;
    private final Addresses addresses;
    private final CallCount calls = new CallCount();

    private volatile String name;
    private volatile String project;
    private volatile Description description;
    private volatile boolean renewsAddress;
    private volatile boolean separatesAddresses;
    private volatile boolean appAuth = true;
    private volatile boolean appBound = true;
    private volatile @Nullable String advertised;

    /**
     * A running service.
     *
     * @param authType {@code TOKEN}, {@code API_KEY} or {@code NONE}, as the second generation has it
     */
    public Deployment(String id, String name, String project, Supplier<String> authType, Clock clock) {
        this.id = id;
        this.name = name;
        this.project = project;
        this.authType = authType;
        publishedAt = clock.instant();
        addresses = new Addresses(id);
        lifecycle = new Lifecycle(clock, journal);
        description = Description.of(name);
    }

    /** How long a start takes by the server's clock: {@code deploying} meanwhile. Default: no time. */
    public Deployment startTakes(Duration time) {
        lifecycle.startTakes(time);
        return this;
    }

    /** How long a stop takes by the server's clock: {@code stopping} meanwhile. Default: no time. */
    public Deployment stopTakes(Duration time) {
        lifecycle.stopTakes(time);
        return this;
    }

    /** Lets the next start end in {@code failed}, with this {@code error_msg}. */
    public Deployment failNextStart(String message) {
        lifecycle.failNextStart(message);
        return this;
    }

    /** Puts it into a state at once, whatever the rules; {@code message} is the {@code error_msg}, null for none. */
    public Deployment force(ServiceState state, @Nullable String message) {
        lifecycle.force(state, message);
        return this;
    }

    /** Whether all its addresses change when it is started again; the old ones lead nowhere then. Default: no. */
    public Deployment newAddressOnRestart(boolean changes) {
        renewsAddress = changes;
        return this;
    }

    /**
     * Whether each address takes its own kind of authentication only, as in the cloud: {@link AddressKind#IAM} tokens and access
     * keys, {@link AddressKind#APP} apps, {@link AddressKind#V2} tokens and API keys. Default: no.
     */
    public Deployment separateAddresses(boolean separate) {
        separatesAddresses = separate;
        return this;
    }

    /** Shows this in place of every address, to see who believes it; null shows the true ones again. */
    public Deployment advertise(@Nullable String address) {
        advertised = address;
        return this;
    }

    /** Shows another name than it was added by, even one that another service has. */
    public Deployment shownAs(String other) {
        name = other;
        return this;
    }

    /** Moves it to a workspace. Default: {@code 0}. */
    public Deployment workspace(String workspaceId) {
        describe(said -> said.inWorkspace(workspaceId));
        return this;
    }

    /** Moves it to another project of its account. */
    public Deployment project(String projectId) {
        project = projectId;
        return this;
    }

    /** Sets its tags; copied. */
    public Deployment tags(Map<String, String> values) {
        describe(said -> said.withTags(values));
        return this;
    }

    /** Registers its API for application authentication, or takes that away. It is registered from the start. */
    public Deployment appAuth(boolean registered) {
        appAuth = registered;
        return this;
    }

    /** Authorises the app for it, or takes that away. It is authorised from the start. */
    public Deployment bindApp(boolean bound) {
        appBound = bound;
        return this;
    }

    /**
     * Starts it.
     *
     * @return false if its state does not allow it; then nothing happens
     */
    public boolean start() {
        return lifecycle.start(() -> {
            if (renewsAddress) {
                addresses.renew();
            }
        });
    }

    /**
     * Stops it.
     *
     * @return false if its state does not allow it; then nothing happens
     */
    public boolean stop() {
        return lifecycle.stop();
    }

    /** The present state. */
    public ServiceState state() {
        return lifecycle.state();
    }

    /** Which of its present addresses a target names, or null: none, or one that it had before a restart. */
    public @Nullable AddressKind kindOf(Addresses.Target target) {
        AddressKind kind = addresses.kindOf(target);
        return kind == AddressKind.APP && !appAuth ? null : kind;
    }

    /** Where it is. */
    public Addresses addresses() {
        return addresses;
    }

    /** How often it was called. */
    public CallCount calls() {
        return calls;
    }

    /** The id, which never changes. */
    public String id() {
        return id;
    }

    /** The name that it shows. */
    public String name() {
        return name;
    }

    /** The project that it belongs to. */
    public String project() {
        return project;
    }

    /** Whether each address takes its own kind of authentication only. */
    public boolean separatesAddresses() {
        return separatesAddresses;
    }

    /** Whether its API is registered for application authentication. */
    public boolean hasAppAuth() {
        return appAuth;
    }

    /** Whether the app is authorised for it. */
    public boolean isAppBound() {
        return appBound;
    }

    /** Name and state. */
    @Override
    public String toString() {
        return "Deployment[" + name + " " + state() + "]";
    }

    synchronized void describe(UnaryOperator<Description> change) {
        description = change.apply(description);
    }

    Description description() {
        return description;
    }

    String authType() {
        return authType.get();
    }

    Lifecycle lifecycle() {
        return lifecycle;
    }

    Journal journal() {
        return journal;
    }

    Instant publishedAt() {
        return publishedAt;
    }

    long sequence() {
        return sequence;
    }

    /** An address to show, complete. */
    String address(AddressKind kind, String origin) {
        String shown = advertised;
        return shown == null ? origin + addresses.path(kind) : shown;
    }
}
