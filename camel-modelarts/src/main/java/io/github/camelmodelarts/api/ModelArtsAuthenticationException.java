package io.github.camelmodelarts.api;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * No valid credentials could be obtained: they are missing, or their issuer rejected the request. Nothing was sent to
 * the service.
 */
public final class ModelArtsAuthenticationException extends RuntimeException implements ModelArtsFailure {

    private final String what;
    private final @Nullable String hint;
    private final boolean retryable;
    private final @Nullable Duration retryAfter;
    private final boolean paused;

    /**
     * Creates an exception that is not retryable.
     *
     * @param message names the options concerned, never their values
     * @param hint what to do, or null
     */
    public ModelArtsAuthenticationException(String message, @Nullable String hint, @Nullable Throwable cause) {
        this(message, hint, false, cause);
    }

    /**
     * Creates an exception.
     *
     * @param retryable whether the issuer may supply credentials later
     */
    public ModelArtsAuthenticationException(
            String message, @Nullable String hint, boolean retryable, @Nullable Throwable cause) {
        this(message, hint, retryable, null, cause);
    }

    /**
     * Creates an exception.
     *
     * @param retryable whether the issuer may supply credentials later
     * @param retryAfter how long the issuer asked to wait, or null if it did not
     */
    public ModelArtsAuthenticationException(
            String message,
            @Nullable String hint,
            boolean retryable,
            @Nullable Duration retryAfter,
            @Nullable Throwable cause) {
        this(message, hint, retryable, retryAfter, false, cause);
    }

    private ModelArtsAuthenticationException(
            String message,
            @Nullable String hint,
            boolean retryable,
            @Nullable Duration retryAfter,
            boolean paused,
            @Nullable Throwable cause) {
        super(hint == null ? message : message + (message.endsWith(".") ? " " : ". ") + hint, cause);
        this.what = message;
        this.hint = hint;
        this.retryable = retryable;
        this.retryAfter = retryAfter;
        this.paused = paused;
    }

    /** Creates the exception of a call that is not sent, because its key is paused. */
    public static ModelArtsAuthenticationException ofPausedKey(String message, String hint) {
        return new ModelArtsAuthenticationException(message, hint, false, null, true, null);
    }

    /**
     * Returns the same exception for a later call, while requests to the issuer are paused.
     *
     * @param words the sentence that says when the pause ends
     * @param left how long they are still paused
     */
    public ModelArtsAuthenticationException paused(String words, Duration left) {
        String message = what + (what.endsWith(".") ? " " : ". ") + words;
        return new ModelArtsAuthenticationException(message, hint, retryable, left, true, this);
    }

    /**
     * Returns whether the component itself refused the call: earlier requests with these credentials, or to their issuer, have
     * failed, so none is sent for some time.
     */
    public boolean isPaused() {
        return paused;
    }

    @Override
    public boolean isRetryable() {
        return retryable;
    }

    @Override
    public @Nullable String getHint() {
        return hint;
    }

    /** Returns how long to wait before the next request to the issuer, or null if there is no need to wait. */
    @Override
    public @Nullable Duration getRetryAfter() {
        return retryAfter;
    }
}
