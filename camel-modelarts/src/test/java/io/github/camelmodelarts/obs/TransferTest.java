package io.github.camelmodelarts.obs;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import io.github.camelmodelarts.api.ModelArtsConnectionException;
import io.github.camelmodelarts.support.AllLoggersAtInfo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TransferTest {

    private final AtomicLong nanos = new AtomicLong();

    @Test
    void endsWhenTheResultIsNotNeededAnyMore() {
        Transfer transfer = new Transfer("The upload of obs://pictures/a.bin", 10, nanos::get, () -> true);

        assertThatThrownBy(transfer::requireNotCancelled)
                .isInstanceOf(ModelArtsConnectionException.class)
                .hasMessage("The upload of obs://pictures/a.bin was stopped before it was complete");
    }

    @Test
    void logsItsProgressEveryTenSecondsAndNothingBefore() throws Exception {
        Transfer transfer = new Transfer("The upload of obs://pictures/a.bin", 400L << 20, nanos::get, () -> false);
        try (AllLoggersAtInfo log = new AllLoggersAtInfo()) {
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(9));
            transfer.advance(50 << 20);
            assertThat(log.text()).doesNotContain("a.bin");

            nanos.addAndGet(TimeUnit.SECONDS.toNanos(2));
            transfer.advance(50 << 20);
            transfer.advance(50 << 20);
            assertThat(log.text()).containsOnlyOnce("The upload of obs://pictures/a.bin: 25 % of 400 MiB after 11 s");

            nanos.addAndGet(TimeUnit.SECONDS.toNanos(10));
            transfer.advance(50 << 20);
            assertThat(log.text()).contains("50 % of 400 MiB after 21 s");
        }
    }
}
