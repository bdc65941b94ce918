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
 * The settings of a service in the management API: its state over time, its addresses and its description. It is
 * running at the start. Settings can be changed at any time. Thread-safe.
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
     * Creates a running service.
     *
     * @param authType {@code TOKEN}, {@code API_KEY} or {@code NONE}, as in the second generation
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

    /**
     * Sets the duration of a start by the server's clock; until its end the state is {@code deploying}. Default: zero.
     */
    public Deployment startTakes(Duration time) {
        lifecycle.startTakes(time);
        return this;
    }

    /**
     * Sets the duration of a stop by the server's clock; until its end the state is {@code stopping}. Default: zero.
     */
    public Deployment stopTakes(Duration time) {
        lifecycle.stopTakes(time);
        return this;
    }

    /** Makes the next start end in the state {@code failed}, with this {@code error_msg}. */
    public Deployment failNextStart(String message) {
        lifecycle.failNextStart(message);
        return this;
    }

    /**
     * Sets a state at once, even if the rules do not allow it; {@code message} is the {@code error_msg}, null for none.
     */
    public Deployment force(ServiceState state, @Nullable String message) {
        lifecycle.force(state, message);
        return this;
    }

    /** Sets whether all its addresses change when it is started again; the old ones become invalid. Default: no. */
    public Deployment newAddressOnRestart(boolean changes) {
        renewsAddress = changes;
        return this;
    }

    /**
     * Sets whether each address accepts only its own kind of authentication, as in the cloud: {@link AddressKind#IAM}
     * tokens and access keys, {@link AddressKind#APP} apps, {@link AddressKind#V2} tokens and API keys. Default: no.
     */
    public Deployment separateAddresses(boolean separate) {
        separatesAddresses = separate;
        return this;
    }

    /** Shows this text in place of all addresses, to test clients that use it; null shows the real addresses again. */
    public Deployment advertise(@Nullable String address) {
        advertised = address;
        return this;
    }

    /** Shows another name than the one with which it was added, even the name of another service. */
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

    /** Registers or unregisters its API for application authentication. At the start it is registered. */
    public Deployment appAuth(boolean registered) {
        appAuth = registered;
        return this;
    }

    /** Authorises the app for it, or revokes that. At the start the app is authorised. */
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

    /** The current state. */
    public ServiceState state() {
        return lifecycle.state();
    }

    /**
     * The kind of the current address with this path; null if no address has it, for example after a restart changed it.
     * Batch services have no address.
     */
    public @Nullable AddressKind kindOf(Addresses.Target target) {
        AddressKind kind = description.isBatch() ? null : addresses.kindOf(target);
        return kind == AddressKind.APP && !appAuth ? null : kind;
    }

    /** Its addresses. */
    public Addresses addresses() {
        return addresses;
    }

    /** The counts of its calls. */
    public CallCount calls() {
        return calls;
    }

    /** The id, which never changes. */
    public String id() {
        return id;
    }

    /** The name in the management API. */
    public String name() {
        return name;
    }

    /** The project that it belongs to. */
    public String project() {
        return project;
    }

    /** Whether each address accepts only its own kind of authentication. */
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

    /** Shows name and state. */
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

    /** A complete address for a response. */
    String address(AddressKind kind, String origin) {
        String shown = advertised;
        return shown == null ? origin + addresses.path(kind) : shown;
    }
}
