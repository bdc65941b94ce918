package io.github.camelmodelarts.api;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/** No valid proof of who is calling can be had: credentials are missing, or their issuer refuses. Nothing was sent to the service. */
public final class ModelArtsAuthenticationException extends RuntimeException implements ModelArtsFailure {

    private final String what;
    private final @Nullable String hint;
    private final boolean retryable;
    private final @Nullable Duration retryAfter;

    /** With a message that names the options concerned, never their values. */
    public ModelArtsAuthenticationException(String message, @Nullable String hint, @Nullable Throwable cause) {
        this(message, hint, false, cause);
    }

    /** The same; {@code retryable} if whoever gives the proof may do so later. */
    public ModelArtsAuthenticationException(
            String message, @Nullable String hint, boolean retryable, @Nullable Throwable cause) {
        this(message, hint, retryable, null, cause);
    }

    /** The same, with how long the issuer asked to be left alone, or null if it did not. */
    public ModelArtsAuthenticationException(
            String message,
            @Nullable String hint,
            boolean retryable,
            @Nullable Duration retryAfter,
            @Nullable Throwable cause) {
        super(hint == null ? message : message + (message.endsWith(".") ? " " : ". ") + hint, cause);
        this.what = message;
        this.hint = hint;
        this.retryable = retryable;
        this.retryAfter = retryAfter;
    }

    /** The same for a call that comes while the issuer is left alone; {@code words} say until when. */
    public ModelArtsAuthenticationException paused(String words, Duration left) {
        String message = what + (what.endsWith(".") ? " " : ". ") + words;
        return new ModelArtsAuthenticationException(message, hint, retryable, left, this);
    }

    @Override
    public boolean isRetryable() {
        return retryable;
    }

    @Override
    public @Nullable String getHint() {
        return hint;
    }

    /** How long to wait before the issuer is asked again, or null if it need not be left alone. */
    @Override
    public @Nullable Duration getRetryAfter() {
        return retryAfter;
    }
}
