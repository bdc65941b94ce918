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
 * The settings of IAM: accounts, users, projects, agencies, tokens, temporary keys and planned failures. At the start it has the account, the
 * user and the project of {@link Credentials}. Settings can be changed at any time and apply to requests that arrive
 * later. Thread-safe.
 *
 * <p>IAM has {@code POST /v3/auth/tokens} with a password, {@code GET /v3/projects}, and
 * {@code POST /v3.0/OS-CREDENTIAL/securitytokens} with the methods {@code token} and {@code assume_role}. It ignores a
 * {@code policy}: the keys have all rights of their account. Keys of any account can call the services, as the permanent
 * access key can.
 */
public final class Iam {

    private final Clock clock;
    private final String region;
    private final String defaultAccount;
    private final IssuedTokens tokens;
    private final Directory directory = new Directory();
    private final Disturbance disturbance = new Disturbance();
    private final AtomicInteger tokenRequests = new AtomicInteger();
    private final AtomicInteger keyRequests = new AtomicInteger();
    private final AtomicInteger keysIssued = new AtomicInteger();

    private volatile Duration tokenLife = IssuedTokens.LIFE;
    private volatile Duration keyLife = Duration.ofHours(24);
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
     * Adds an account with its own user, which has the account's name, and with a project for the region.
     *
     * @return the project's id
     * @throws IllegalArgumentException if there already is an account with this name
     */
    public String addAccount(String name, String password) {
        directory.addAccount(name, password);
        String id = StableId.hex("project/" + name + "/" + region);
        addProject(name, id, region);
        return id;
    }

    /**
     * Adds a user, or changes the password of the user with this name.
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
     * @throws IllegalArgumentException if there already is a project with this id
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
     * Adds a disabled project. Another project may have the same name.
     *
     * @throws IllegalArgumentException if there is no such account, or a project of this id
     */
    public Iam addDisabledProject(String account, String id, String name) {
        directory.addProject(new Project(account, id, name, false));
        return this;
    }

    /**
     * Allows a user only the console: requests for a token get 403 IAM.0081.
     *
     * @throws IllegalArgumentException if there is no such account or user
     */
    public Iam disableProgrammaticAccess(String account, String name) {
        directory.change(account, name, user -> new User(account, name, user.password(), false));
        return this;
    }

    /**
     * Makes an account a HUAWEI ID: IAM now rejects the password of the account's own user; its IAM users still work.
     * The response is inferred: the same as to a wrong password, 401 IAM.0062.
     *
     * @throws IllegalArgumentException if there is no such account
     */
    public Iam becomesHuaweiId(String account) {
        directory.becomesHuaweiId(account);
        return this;
    }

    /** Sets the life of tokens that are issued from now on, by the server's clock. Default: 24 hours. */
    public Iam tokenLife(Duration life) {
        tokenLife = life;
        return this;
    }

    /**
     * Revokes a token before its end, as a changed password does in the cloud. Requests with it get 401 APIG.0307, "The
     * token must be updated". This is inferred: a revoked token can still be decrypted, so APIG.0301, "decrypt token
     * fail", would not fit.
     *
     * @throws IllegalArgumentException if this server did not issue it
     */
    public Iam revoke(String token) {
        tokens.expire(token);
        return this;
    }

    /** Revokes all tokens, including {@link Credentials#token()}. */
    public Iam revokeTokens() {
        tokens.expireAll();
        return this;
    }

    /**
     * Adds an agency, or replaces the agency with this name: users of the account {@code trusted} can get temporary keys
     * with the rights of the account {@code account}. In the cloud they also need the permission Agent Operator; here all
     * users have it. Both accounts may be the same.
     *
     * @throws IllegalArgumentException if one of the accounts does not exist
     */
    public Iam addAgency(String account, String name, String trusted) {
        directory.putAgency(new Agency(account, name, trusted));
        return this;
    }

    /**
     * Limits the life of temporary keys that are issued from now on, by the server's clock, so that they expire earlier
     * than requested; {@code expires_at} is the real end. Requests with an expired key get 401 APIG.0301. Default: 24 hours,
     * the longest life that can be requested.
     */
    public Iam keysLive(Duration most) {
        keyLife = most;
        return this;
    }

    /** The number of requests for a token, rejected ones included. */
    public int tokenRequests() {
        return tokenRequests.get();
    }

    /** The number of requests for a temporary key, rejected ones included. */
    public int keyRequests() {
        return keyRequests.get();
    }

    /** The number of temporary keys that were issued. */
    public int keysIssued() {
        return keysIssued.get();
    }

    /**
     * Makes the next {@code times} requests of any kind fail like this, after the failures that are planned already.
     */
    public Iam failNext(int times, Failure failure) {
        disturbance.failNext(times, failure);
        return this;
    }

    /** Makes all requests fail like this after the planned failures of {@link #failNext}, until {@link #clear()}. */
    public Iam failWith(Failure failure) {
        disturbance.failWith(failure);
        return this;
    }

    /** Removes planned failures, delay, throttle, and the replacement for {@code expires_at}. */
    public Iam clear() {
        disturbance.clearFailures();
        disturbance.delay(Duration.ZERO);
        disturbance.unthrottled();
        expiresAtReplaced = false;
        return this;
    }

    /** Delays each response, in real time, not by the server's clock. Default: no delay. */
    public Iam delay(Duration duration) {
        disturbance.delay(duration);
        return this;
    }

    /**
     * Accepts {@code requests} requests in each window of {@code period}, by the server's clock; the others get 429
     * IAM.0012, in the error format that is set when this method is called.
     */
    public Iam throttle(int requests, Duration period) {
        String text =
                "The request is throttled: threshold " + requests + " times per " + period.toSeconds() + " seconds.";
        disturbance.throttle(requests, period, clock, errorShape.failure(429, "IAM.0012", text));
        return this;
    }

    /** Sets the format of error bodies. Default: {@link ErrorShape#FLAT}. */
    public Iam errorShape(ErrorShape shape) {
        errorShape = shape;
        return this;
    }

    /** Replaces {@code expires_at} of tokens and temporary keys with this text, until {@link #clear()}; null omits the field. */
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

    Duration keyLife() {
        return keyLife;
    }

    void tokenWasAskedFor() {
        tokenRequests.incrementAndGet();
    }

    void keyWasAskedFor() {
        keyRequests.incrementAndGet();
    }

    void keyWasIssued() {
        keysIssued.incrementAndGet();
    }

    @Nullable
    String expiresAt(String truly) {
        return expiresAtReplaced ? expiresAt : truly;
    }
}
