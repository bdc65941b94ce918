package io.github.camelmodelarts.local.metadata;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.camelmodelarts.local.api.Failure;
import io.github.camelmodelarts.local.call.Disturbance;

/**
 * The settings of the metadata service of an ECS instance with an agency, which issues temporary access keys. Settings
 * can be changed at any time and apply to requests that arrive later. Thread-safe.
 *
 * <p>The service has {@code GET /openstack/latest/securitykey}, and {@code PUT /meta-data/latest/api/token} for the optional token that
 * a request sends as {@code X-Metadata-Token}.
 */
public final class MetadataService {

    private final Disturbance disturbance = new Disturbance();
    private final AtomicInteger keyRequests = new AtomicInteger();
    private final AtomicInteger rotations = new AtomicInteger();
    private volatile int tokenStatus = 200;
    private volatile boolean tokenRequired;
    private volatile boolean agency = true;
    private volatile Duration keyLife = Duration.ofHours(24);

    MetadataService() {}

    /** Rejects requests for a token with 404, 405 or 503, like instances that have no tokens. */
    public MetadataService withoutTokens(int status) {
        tokenStatus = status;
        return this;
    }

    /** Sets whether requests for keys need a token; without it they get 401. Default: no. */
    public MetadataService requireToken(boolean required) {
        tokenRequired = required;
        return this;
    }

    /** Removes the agency: requests for keys get 401 with a text that says so. */
    public MetadataService withoutAgency() {
        agency = false;
        return this;
    }

    /**
     * Sets the life of keys that are issued from now on, by the server's clock. Default: 24 hours, which is inferred.
     */
    public MetadataService keyLife(Duration life) {
        keyLife = life;
        return this;
    }

    /**
     * Issues a new key from now on; the previous key stays valid until its end. An expired key is replaced without this
     * call.
     */
    public MetadataService rotate() {
        rotations.incrementAndGet();
        return this;
    }

    /** The number of requests for keys, rejected ones included. */
    public int keyRequests() {
        return keyRequests.get();
    }

    /**
     * Makes the next {@code times} requests of any kind fail like this, after the failures that are planned already.
     */
    public MetadataService failNext(int times, Failure failure) {
        disturbance.failNext(times, failure);
        return this;
    }

    /** Makes all requests fail like this after the planned failures of {@link #failNext}, until {@link #clear()}. */
    public MetadataService failWith(Failure failure) {
        disturbance.failWith(failure);
        return this;
    }

    /** Delays each response, in real time, not by the server's clock. Default: no delay. */
    public MetadataService delay(Duration duration) {
        disturbance.delay(duration);
        return this;
    }

    /** Removes planned failures and delay, and restores tokens and the agency. */
    public MetadataService clear() {
        disturbance.clearFailures();
        disturbance.delay(Duration.ZERO);
        tokenStatus = 200;
        agency = true;
        return this;
    }

    Disturbance disturbance() {
        return disturbance;
    }

    int tokenStatus() {
        return tokenStatus;
    }

    boolean isTokenRequired() {
        return tokenRequired;
    }

    boolean hasAgency() {
        return agency;
    }

    Duration keyLife() {
        return keyLife;
    }

    int rotations() {
        return rotations.get();
    }

    void keyWasAskedFor() {
        keyRequests.incrementAndGet();
    }
}
