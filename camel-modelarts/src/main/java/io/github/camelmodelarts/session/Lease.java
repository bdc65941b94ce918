package io.github.camelmodelarts.session;

import java.time.Duration;

/**
 * Something fetched, with how long it is good from its arrival on: a token, a temporary key, an address.
 *
 * @param renewAfter the age at which another one is fetched
 * @param life the age at which it is worth nothing any more
 */
record Lease<T>(T value, Duration renewAfter, Duration life) {

    private static final Duration FOR_EVER = Duration.ofNanos(Long.MAX_VALUE);

    /** For something that says how long it lives: to be renewed a twelfth of its life before its end, two hours of a day's. */
    static <T> Lease<T> living(T value, Duration life) {
        return new Lease<>(value, life.multipliedBy(11).dividedBy(12), life);
    }

    /** For something that stays good until it is found to be wrong. */
    static <T> Lease<T> lasting(T value) {
        return new Lease<>(value, FOR_EVER, FOR_EVER);
    }

    /** What is left of it some time after its arrival; a negative duration is past. */
    Lease<T> after(Duration age) {
        return new Lease<>(value, renewAfter.minus(age), life.minus(age));
    }

    boolean isToBeRenewed() {
        return renewAfter.isNegative() || renewAfter.isZero();
    }

    /** Without the value, which may be a secret. */
    @Override
    public String toString() {
        return "Lease[for " + life + "]";
    }
}
