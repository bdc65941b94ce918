package io.github.camelmodelarts.session;

import java.time.Duration;
import java.time.Instant;

/**
 * Something fetched, as long as it is good, by the clock of this machine: a token, a temporary key, an address.
 *
 * @param received when it came
 * @param renewFrom when to see to another one
 * @param end when it is worth nothing any more
 */
record Lease<T>(T value, Instant received, Instant renewFrom, Instant end) {

    /** For something that says how long it lives: to be renewed a twelfth of its life before its end, two hours of a day's. */
    static <T> Lease<T> living(T value, Instant now, Duration life) {
        return new Lease<>(value, now, now.plus(life.multipliedBy(11).dividedBy(12)), now.plus(life));
    }

    /** For something that stays good until it is found to be wrong. */
    static <T> Lease<T> lasting(T value, Instant now) {
        return new Lease<>(value, now, Instant.MAX, Instant.MAX);
    }

    /** Without the value, which may be a secret. */
    @Override
    public String toString() {
        return "Lease[until " + end + "]";
    }
}
