package io.github.camelmodelarts.call;

import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.camelmodelarts.api.ErrorCategory;
import io.github.camelmodelarts.api.ModelArtsConnectionException;
import io.github.camelmodelarts.api.ModelArtsFailure;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.ModelArtsResponseException;
import io.github.camelmodelarts.api.ModelArtsTimeoutException;
import io.github.camelmodelarts.api.Refusal;
import io.github.camelmodelarts.api.RetryOn;

import static org.assertj.core.api.Assertions.assertThat;

/** R1 of the goals: the number of retries and their pauses. */
class RetriesTest {

    private final Random random = new Random(20261122);

    @ParameterizedTest
    @CsvSource({
        "503, 0, 500",
        "503, 1, 1000",
        "503, 2, 2000",
        "503, 5, 16000",
        "503, 6, 20000",
        "503, 29, 20000",
        "429, 0, 1000",
        "429, 1, 2000",
        "429, 4, 16000",
        "429, 5, 20000",
    })
    void pausesForARandomPartOfATimeThatDoubles(int status, int made, long most) {
        Retries retries = new Retries(30, RetryOn.SAFE, random::nextDouble);

        assertThat(IntStream.range(0, 10_000).mapToObj(i -> retries.pause(refused(status, null), made)))
                .allSatisfy(pause -> assertThat(pause).isPositive().isLessThanOrEqualTo(Duration.ofMillis(most)))
                .anySatisfy(pause -> assertThat(pause).isLessThan(Duration.ofMillis(most / 20)))
                .anySatisfy(pause -> assertThat(pause).isGreaterThan(Duration.ofMillis(most - most / 20)));
    }

    @ParameterizedTest
    @CsvSource({"0, 500", "300, 500", "2000, 2000", "20000, 20000", "60000, 20000"})
    void pausesAsLongAsTheServiceAsksUpToTheLimit(long asked, long waited) {
        Retries retries = new Retries(2, RetryOn.SAFE, () -> 0);

        assertThat(retries.pause(refused(503, Duration.ofMillis(asked)), 0)).isEqualTo(Duration.ofMillis(waited));
    }

    @ParameterizedTest
    @EnumSource(RetryOn.class)
    void retriesAccordingToRetryOn(RetryOn on) {
        Retries retries = new Retries(2, on, () -> 0);
        boolean safe = on != RetryOn.NEVER;
        boolean idempotent = on == RetryOn.IDEMPOTENT;

        assertThat(retries.apply(refused(503, null), 0)).isEqualTo(safe);
        assertThat(retries.apply(refused(429, null), 0)).isEqualTo(safe);
        assertThat(retries.apply(broken(false, true), 0)).isEqualTo(safe);
        assertThat(retries.apply(new ModelArtsTimeoutException("connect", false, 1, null), 0))
                .isEqualTo(safe);
        assertThat(retries.apply(refused(500, null), 0)).isEqualTo(idempotent);
        assertThat(retries.apply(broken(true, true), 0)).isEqualTo(idempotent);
        assertThat(retries.apply(new ModelArtsTimeoutException("silence", true, 1, null), 0))
                .isEqualTo(idempotent);
        assertThat(retries.apply(broken(false, false), 0)).isFalse();
        assertThat(retries.apply(new ModelArtsResponseException("too large", null), 0))
                .isFalse();
    }

    @Test
    void endsAfterMaxRetries() {
        assertThat(new Retries(2, RetryOn.SAFE, () -> 0).apply(refused(503, null), 1))
                .isTrue();
        assertThat(new Retries(2, RetryOn.SAFE, () -> 0).apply(refused(503, null), 2))
                .isFalse();
        assertThat(new Retries(0, RetryOn.SAFE, () -> 0).apply(refused(503, null), 0))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"503, 35", "429, 100"})
    void doesNotSpendMoreThanTheQuotaInAnOutage(int status, int most) {
        RetryQuota quota = new RetryQuota();
        int cost = Retries.cost(refused(status, null));

        assertThat(IntStream.range(0, 10_000).filter(i -> quota.spend(cost)).count())
                .isEqualTo(most);
    }

    @Test
    void refillsTheQuotaWithSuccessesUpToItsLimit() {
        RetryQuota quota = new RetryQuota();
        while (quota.spend(14)) {
            // an outage
        }
        quota.refund(14);
        assertThat(quota.spend(14)).isTrue();
        IntStream.range(0, 1000).forEach(i -> quota.refund(1));

        assertThat(IntStream.range(0, 1000).filter(i -> quota.spend(14)).count())
                .isEqualTo(35);
    }

    private static ModelArtsOperationFailedException refused(int status, @Nullable Duration retryAfter) {
        Refusal refusal = new Refusal(
                status,
                "APIG.0201",
                "words",
                null,
                status == 429 ? ErrorCategory.RATE_LIMIT : ErrorCategory.SERVER_ERROR,
                true,
                status == 500,
                retryAfter,
                null);
        return new ModelArtsOperationFailedException("https://x/", refusal, 1, null, Map.of(), "");
    }

    private static ModelArtsFailure broken(boolean mayHaveExecuted, boolean retryable) {
        return new ModelArtsConnectionException("broken", null, mayHaveExecuted, retryable, 1, null);
    }
}
