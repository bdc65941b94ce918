package io.github.camelmodelarts.client;

import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsAuthenticationException;

/**
 * What was made of options, or why nothing could be made of them: for what is only needed if an exchange asks for it. Immutable.
 *
 * @param value null only with a failure
 */
public record ValueOrFailure<T>(@Nullable T value, @Nullable RuntimeException failure) {

    /** Made now; why it could not be is kept for whoever needs it. */
    public static <T> ValueOrFailure<T> of(Supplier<T> maker) {
        try {
            return new ValueOrFailure<>(maker.get(), null);
        } catch (IllegalArgumentException | ModelArtsAuthenticationException e) {
            return new ValueOrFailure<>(null, e);
        }
    }

    /** What is made of the value, if there is one. */
    <U> ValueOrFailure<U> map(Function<T, U> next) {
        return value == null ? new ValueOrFailure<>(null, failure) : new ValueOrFailure<>(next.apply(value), null);
    }

    /** The value, or the exception that says what is wrong with the options. */
    public T get() {
        if (value == null) {
            throw failure == null ? new IllegalStateException("neither a value nor a failure") : failure;
        }
        return value;
    }
}
