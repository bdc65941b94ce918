package io.github.camelmodelarts.local.metadata;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.camelmodelarts.local.api.Failure;
import io.github.camelmodelarts.local.call.Disturbance;

/**
 * The metadata service of an ECS instance with an agency: hands out temporary access keys. All may be changed at any time and
 * applies to requests that arrive later; thread-safe.
 *
 * <p>It answers {@code GET /openstack/latest/securitykey}, and {@code PUT /meta-data/latest/api/token} for the token that may go
 * with it as {@code X-Metadata-Token}.
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

    /** Answers requests for a token with 404, 405 or 503 from now on, as instances do that know no tokens. */
    public MetadataService withoutTokens(int status) {
        tokenStatus = status;
        return this;
    }

    /** Whether keys are handed out for a token only, else 401. Default: no. */
    public MetadataService requireToken(boolean required) {
        tokenRequired = required;
        return this;
    }

    /** Takes the agency away: 401 with a text that says so, and no keys. */
    public MetadataService withoutAgency() {
        agency = false;
        return this;
    }

    /** How long keys live that are made from now on, by the server's clock. Default: 24 hours, which is inferred. */
    public MetadataService keyLife(Duration life) {
        keyLife = life;
        return this;
    }

    /** Hands out another key from now on; the one before stays good until its own end. An ended one is replaced anyway. */
    public MetadataService rotate() {
        rotations.incrementAndGet();
        return this;
    }

    /** How many requests for keys have come in, refused ones too. */
    public int keyRequests() {
        return keyRequests.get();
    }

    /** The next {@code times} requests of any kind fail like this; after failures already planned. */
    public MetadataService failNext(int times, Failure failure) {
        disturbance.failNext(times, failure);
        return this;
    }

    /** Every request fails like this once the planned ones of {@link #failNext} are used up, until {@link #clear()}. */
    public MetadataService failWith(Failure failure) {
        disturbance.failWith(failure);
        return this;
    }

    /** Holds each answer back for so long, in real time, whatever the clock. Default: none. */
    public MetadataService delay(Duration duration) {
        disturbance.delay(duration);
        return this;
    }

    /** Forgets failures and delay, and gives tokens and the agency back. */
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
