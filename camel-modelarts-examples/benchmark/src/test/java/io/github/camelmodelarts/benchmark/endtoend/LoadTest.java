package io.github.camelmodelarts.benchmark.endtoend;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The loop that keeps calls in flight. */
class LoadTest {

    private static final int CALLS = 100_000;

    private final AtomicInteger calls = new AtomicInteger();
    private final CountDownLatch enough = new CountDownLatch(1);
    private final ExecutorService pool = Executors.newFixedThreadPool(2);

    /** Starts calls until there were {@link #CALLS}; the last ones fail. */
    private Caller caller(Consumer<Runnable> executor) {
        return new Caller() {
            @Override
            public void call(Consumer<@Nullable Throwable> end) {
                if (calls.incrementAndGet() < CALLS) {
                    executor.accept(() -> end.accept(null));
                } else {
                    enough.countDown();
                    executor.accept(() -> end.accept(new IllegalStateException("enough")));
                }
            }

            @Override
            public void close() {
                pool.shutdown();
            }
        };
    }

    @Test
    void callsThatEndAtOnceDoNotFillTheStack() {
        assertThatThrownBy(() -> run(caller(Runnable::run), 1)).hasRootCauseMessage("enough");
        assertThat(calls).hasValue(CALLS);
    }

    @Test
    void callsThatEndOnOtherThreadsStartTheNext() {
        assertThatThrownBy(() -> run(caller(pool::execute), 8)).hasRootCauseMessage("enough");
        assertThat(calls.get()).isBetween(CALLS, CALLS + 8);
    }

    private void run(Caller caller, int inFlight) throws InterruptedException {
        try (caller;
                Load load = new Load(caller, inFlight)) {
            load.start(Duration.ZERO);
            assertThat(enough.await(1, TimeUnit.MINUTES)).isTrue();
        }
    }
}
