package io.github.camelmodelarts.call;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** The time of each call is checked while there are calls, also after errors. */
class OpenCallsTest {

    private final AtomicInteger failures = new AtomicInteger();
    private final ScheduledThreadPoolExecutor progress = new ScheduledThreadPoolExecutor(1) {
        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            ScheduledFuture<?> scheduled = super.schedule(task, delay, unit);
            if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new OutOfMemoryError("a test's: unable to create native thread");
            }
            return scheduled;
        }
    };

    private final OpenCalls open = new OpenCalls(progress);
    private final OpenCalls.Origin origin = new OpenCalls.Origin(open.caller(null, Waiting.UNLIMITED), null);

    @AfterEach
    void stop() {
        progress.shutdownNow();
    }

    private OpenCalls.OpenCall call(Runnable checked) {
        return new OpenCalls.OpenCall() {
            @Override
            public OpenCalls.Origin origin() {
                return origin;
            }

            @Override
            public void stop() {}

            @Override
            public void endIfLate(long now) {
                checked.run();
            }
        };
    }

    @Test
    void checksAgainAfterACheckCouldNotBeScheduled() {
        failures.set(1);
        CountDownLatch checks = new CountDownLatch(3);
        open.add(call(checks::countDown));
        assertThatThrownBy(open::check).isInstanceOf(OutOfMemoryError.class);

        open.check();

        await().until(() -> checks.getCount() == 0);
        assertThat(progress.getQueue()).as("one check, not two").hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void checksTheOtherCallsAfterOneHasThrown() {
        CountDownLatch checks = new CountDownLatch(2);
        open.add(call(() -> {
            throw new OutOfMemoryError("a test's");
        }));
        open.add(call(checks::countDown));

        open.check();

        await().until(() -> checks.getCount() == 0);
    }

    @Test
    void checksOnlyWhileThereAreCalls() {
        CountDownLatch checks = new CountDownLatch(1);
        OpenCalls.OpenCall call = call(checks::countDown);
        open.add(call);
        open.check();
        await().until(() -> checks.getCount() == 0);

        open.remove(call);

        await().until(() -> progress.getQueue().isEmpty() && progress.getActiveCount() == 0);
        CountDownLatch again = new CountDownLatch(1);
        open.add(call(again::countDown));
        open.check();
        await().until(() -> again.getCount() == 0);
    }
}
