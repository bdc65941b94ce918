package io.github.camelmodelarts.local.iam;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.local.api.Credentials;
import io.github.camelmodelarts.local.api.Failure;
import io.github.camelmodelarts.local.auth.IssuedTokens;
import io.github.camelmodelarts.local.call.Disturbance;
import io.github.camelmodelarts.local.text.StableId;

/**
 * The identity service: who there is, and what may go wrong. There are the account, the user and the project of
 * {@link Credentials} from the start. All may be changed at any time and applies to requests that arrive later; thread-safe.
 *
 * <p>It answers {@code POST /v3/auth/tokens} by password and {@code GET /v3/projects}.
 */
public final class Iam {

    private final Clock clock;
    private final String region;
    private final String defaultAccount;
    private final IssuedTokens tokens;
    private final Directory directory = new Directory();
    private final Disturbance disturbance = new Disturbance();
    private final AtomicInteger tokenRequests = new AtomicInteger();

    private volatile Duration tokenLife = IssuedTokens.LIFE;
    private volatile ErrorShape errorShape = ErrorShape.FLAT;
    private volatile boolean expiresAtReplaced;
    private volatile @Nullable String expiresAt;

    Iam(Credentials credentials, IssuedTokens tokens, Clock clock) {
        this.clock = clock;
        this.tokens = tokens;
        region = credentials.region();
        defaultAccount = credentials.account();
        directory.addAccount(credentials.account(), credentials.password());
        addUser(credentials.account(), credentials.username(), credentials.password());
        addProject(credentials.account(), credentials.projectId(), region);
    }

    /**
     * Adds an account with its own user, who has the account's name, and with a project for the region.
     *
     * @return the project's id
     * @throws IllegalArgumentException if there is an account of this name
     */
    public String addAccount(String name, String password) {
        directory.addAccount(name, password);
        String id = StableId.hex("project/" + name + "/" + region);
        addProject(name, id, region);
        return id;
    }

    /**
     * Adds a user, or changes the password of the one of this name.
     *
     * @throws IllegalArgumentException if there is no such account
     */
    public Iam addUser(String account, String name, String password) {
        directory.putUser(new User(account, name, password, true));
        return this;
    }

    /**
     * Adds a project to the account of {@link Credentials#account()}.
     *
     * @throws IllegalArgumentException if there is a project of this id
     */
    public Iam addProject(String id, String name) {
        return addProject(defaultAccount, id, name);
    }

    /**
     * Adds a project.
     *
     * @throws IllegalArgumentException if there is no such account, or a project of this id
     */
    public Iam addProject(String account, String id, String name) {
        directory.addProject(new Project(account, id, name, true));
        return this;
    }

    /**
     * Adds a project that is switched off; there may be another of its name.
     *
     * @throws IllegalArgumentException if there is no such account, or a project of this id
     */
    public Iam addDisabledProject(String account, String id, String name) {
        directory.addProject(new Project(account, id, name, false));
        return this;
    }

    /**
     * Lets a user into the console only: 403 IAM.0081.
     *
     * @throws IllegalArgumentException if there is no such account or user
     */
    public Iam disableProgrammaticAccess(String account, String name) {
        directory.change(account, name, user -> new User(account, name, user.password(), false));
        return this;
    }

    /**
     * Makes an account a HUAWEI ID: its own user's password is refused from now on, IAM users of it go on. That the answer is that
     * to a wrong password, 401 IAM.0062, is inferred.
     *
     * @throws IllegalArgumentException if there is no such account
     */
    public Iam becomesHuaweiId(String account) {
        directory.becomesHuaweiId(account);
        return this;
    }

    /** How long tokens live that are issued from now on, by the server's clock. Default: 24 hours. */
    public Iam tokenLife(Duration life) {
        tokenLife = life;
        return this;
    }

    /**
     * Revokes a token before its end, as a changed password does in the cloud. Who uses it is told "The token must be updated",
     * 401 APIG.0307: a revoked token can still be decrypted, so that APIG.0301, "decrypt token fail", would not fit; inferred.
     *
     * @throws IllegalArgumentException if it was not issued here
     */
    public Iam revoke(String token) {
        tokens.expire(token);
        return this;
    }

    /** Revokes all tokens there are, the one of {@link Credentials#token()} too. */
    public Iam revokeTokens() {
        tokens.expireAll();
        return this;
    }

    /** How many requests for a token have come in, refused ones too. */
    public int tokenRequests() {
        return tokenRequests.get();
    }

    /** The next {@code times} requests of any kind fail like this; after failures already planned. */
    public Iam failNext(int times, Failure failure) {
        disturbance.failNext(times, failure);
        return this;
    }

    /** Every request fails like this once the planned ones of {@link #failNext} are used up, until {@link #clear()}. */
    public Iam failWith(Failure failure) {
        disturbance.failWith(failure);
        return this;
    }

    /** Forgets failures, delay, throttle, and what stands in the place of {@code expires_at}. */
    public Iam clear() {
        disturbance.clearFailures();
        disturbance.delay(Duration.ZERO);
        disturbance.unthrottled();
        expiresAtReplaced = false;
        return this;
    }

    /** Holds each answer back for so long, in real time, whatever the clock. Default: none. */
    public Iam delay(Duration duration) {
        disturbance.delay(duration);
        return this;
    }

    /**
     * Lets so many requests through in each window of {@code period}, by the server's clock; 429 IAM.0012 for the others, in the
     * error shape that is set when this is called.
     */
    public Iam throttle(int requests, Duration period) {
        String text =
                "The request is throttled: threshold " + requests + " times per " + period.toSeconds() + " seconds.";
        disturbance.throttle(requests, period, clock, errorShape.failure(429, "IAM.0012", text));
        return this;
    }

    /** What error bodies look like from now on. Default: {@link ErrorShape#FLAT}. */
    public Iam errorShape(ErrorShape shape) {
        errorShape = shape;
        return this;
    }

    /** Says this in the place of {@code expires_at}, whatever the token's end; null leaves it out. Until {@link #clear()}. */
    public Iam answerWithExpiresAt(@Nullable String text) {
        expiresAt = text;
        expiresAtReplaced = true;
        return this;
    }

    Directory directory() {
        return directory;
    }

    Disturbance disturbance() {
        return disturbance;
    }

    Duration tokenLife() {
        return tokenLife;
    }

    ErrorShape errorShape() {
        return errorShape;
    }

    void tokenWasAskedFor() {
        tokenRequests.incrementAndGet();
    }

    @Nullable
    String expiresAt(String truly) {
        return expiresAtReplaced ? expiresAt : truly;
    }
}
