package io.github.camelmodelarts.session;

import java.time.Duration;
import java.time.Instant;

/**
 * A token as long as it lives, by the clock of this machine.
 *
 * @param value what goes along as {@code X-Auth-Token}
 * @param received when it came
 * @param renewFrom when to see to another one: a twelfth of its life before its end, two hours of a day's
 * @param end when it is worth nothing any more
 */
record IamToken(String value, Instant received, Instant renewFrom, Instant end) {

    static IamToken received(String value, Instant now, Duration life) {
        return new IamToken(value, now, now.plus(life.multipliedBy(11).dividedBy(12)), now.plus(life));
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "IamToken[until " + end + "]";
    }
}
