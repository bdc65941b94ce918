package io.github.camelmodelarts.local.auth;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

import io.github.camelmodelarts.local.TestClock;
import io.github.camelmodelarts.local.call.RefusedException;

import static org.assertj.core.api.Assertions.assertThat;

class IssuedAccessKeysTest {

    private final TestClock clock = new TestClock();
    private final Instant end = clock.instant().plus(Duration.ofHours(1));
    private final IssuedAccessKeys keys = new IssuedAccessKeys(clock);

    @Test
    void evictsTheOldestOfMoreThanTwoThousandKeys() throws RefusedException {
        SigningKey oldest = keys.issue("TEST", null, end);
        SigningKey second = keys.issue("TEST", "acme", end);
        for (int i = 0; i < 1_999; i++) {
            keys.issue("TEST", null, end);
        }
        assertThat(keys.find(oldest.access())).isNull();
        assertThat(keys.find(second.access())).isEqualTo(second);
        assertThat(keys.accountOf(second.access())).isEqualTo("acme");
    }
}
