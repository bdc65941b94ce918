package io.github.camelmodelarts.client;

import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsAuthenticationException;

/**
 * A value that was made from options, or the exception if that failed. For values that only some exchanges need. Immutable.
 *
 * @param value null only with a failure
 */
public record ValueOrFailure<T>(@Nullable T value, @Nullable RuntimeException failure) {

    /** Makes the value now. The exception, if any, is kept and thrown when the value is needed. */
    public static <T> ValueOrFailure<T> of(Supplier<T> maker) {
        try {
            return new ValueOrFailure<>(maker.get(), null);
        } catch (IllegalArgumentException | ModelArtsAuthenticationException e) {
            return new ValueOrFailure<>(null, e);
        }
    }

    /** Converts the value, if there is one. */
    <U> ValueOrFailure<U> map(Function<T, U> next) {
        return value == null ? new ValueOrFailure<>(null, failure) : new ValueOrFailure<>(next.apply(value), null);
    }

    /** The value; throws the exception that says what is wrong with the options if there is none. */
    public T get() {
        if (value == null) {
            throw failure == null ? new IllegalStateException("neither a value nor a failure") : failure;
        }
        return value;
    }
}
