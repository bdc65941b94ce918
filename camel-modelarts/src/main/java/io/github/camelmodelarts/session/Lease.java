package io.github.camelmodelarts.session;

import java.time.Duration;

/**
 * A fetched value with its lifetime, counted from its arrival: a token, a temporary key, an address.
 *
 * @param renewAfter the age at which the value is renewed
 * @param life the age at which the value expires
 */
record Lease<T>(T value, Duration renewAfter, Duration life) {

    private static final Duration FOR_EVER = Duration.ofNanos(Long.MAX_VALUE);

    /** A value with a known lifetime. It is renewed when a twelfth of its lifetime is left: two hours of a day. */
    static <T> Lease<T> living(T value, Duration life) {
        return new Lease<>(value, life.multipliedBy(11).dividedBy(12), life);
    }

    /** A value that stays valid until it is found to be wrong. */
    static <T> Lease<T> lasting(T value) {
        return new Lease<>(value, FOR_EVER, FOR_EVER);
    }

    /** The same value with the times that are left when it has this age. A time that has passed is negative. */
    Lease<T> after(Duration age) {
        return new Lease<>(value, renewAfter.minus(age), life.minus(age));
    }

    boolean isToBeRenewed() {
        return renewAfter.isNegative() || renewAfter.isZero();
    }

    /** Leaves the value out, which may be a secret. */
    @Override
    public String toString() {
        return "Lease[for " + life + "]";
    }
}
