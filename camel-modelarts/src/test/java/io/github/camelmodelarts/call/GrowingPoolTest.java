package io.github.camelmodelarts.call;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A pool with few threads as long as tasks end, and enough threads if tasks wait for each other. */
class GrowingPoolTest {

    private static final int LEAST = 8;

    private final ScheduledThreadPoolExecutor progress = new ScheduledThreadPoolExecutor(1);
    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(LEAST, LEAST, 60, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
    private final Executor pool = GrowingPool.of(threads, progress);

    @AfterEach
    void end() {
        threads.shutdownNow();
        progress.shutdownNow();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {LEAST, 200, 600})
    void runsTheTaskThatAllOthersWaitFor(int waiting) {
        CountDownLatch last = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(waiting);
        for (int i = 0; i < waiting; i++) {
            pool.execute(() -> {
                awaitQuietly(last);
                ended.countDown();
            });
        }

        pool.execute(last::countDown);

        await().until(() -> ended.getCount() == 0);
        await().untilAsserted(() -> assertThat(threads.getCorePoolSize()).isEqualTo(LEAST));
        await().untilAsserted(() -> assertThat(threads.getPoolSize()).isLessThanOrEqualTo(LEAST));
    }

    @Test
    void growsOnlyIfFewerTasksEndThanThereAreThreads() {
        List<Runnable> checks = new ArrayList<>();
        ScheduledThreadPoolExecutor held = new ScheduledThreadPoolExecutor(1) {
            @Override
            public ScheduledFuture<?> schedule(Runnable check, long delay, TimeUnit unit) {
                checks.add(check);
                return super.schedule(() -> {}, 0, unit);
            }
        };
        Executor watched = GrowingPool.of(threads, held);
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch rest = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(LEAST);
        for (int i = 0; i < 4 * LEAST; i++) {
            CountDownLatch mine = i < LEAST ? first : rest;
            watched.execute(() -> {
                awaitQuietly(mine);
                ended.countDown();
            });
        }
        long waiting = System.nanoTime();
        await().until(() -> System.nanoTime() - waiting > TimeUnit.MILLISECONDS.toNanos(1));
        // 2, 4, 8 threads; then the pool remembers how many tasks have ended
        for (int i = 0; i < 4; i++) {
            checks.remove(0).run();
        }
        assertThat(threads.getPoolSize()).isEqualTo(LEAST);
        first.countDown();
        await().until(() -> ended.getCount() == 0);

        checks.remove(0).run();

        assertThat(threads.getCorePoolSize())
                .as("as many tasks ended as there are threads")
                .isEqualTo(LEAST);
        checks.remove(0).run();
        assertThat(threads.getCorePoolSize()).as("none ended").isEqualTo(2 * LEAST);
        // the first check wakes the new threads, and the second one begins to count
        checks.remove(0).run();
        checks.remove(0).run();
        assertThat(threads.getCorePoolSize())
                .as("the new threads have had no time yet")
                .isEqualTo(2 * LEAST);
        rest.countDown();
        held.shutdownNow();
    }

    @Test
    void runsTasksOnOneThreadAsLongAsItKeepsUp() {
        CountDownLatch ended = new CountDownLatch(10_000);
        Set<Thread> used = ConcurrentHashMap.newKeySet();
        // no task waits for 1 ms if no check comes
        ScheduledThreadPoolExecutor held = new ScheduledThreadPoolExecutor(1) {
            @Override
            public ScheduledFuture<?> schedule(Runnable check, long delay, TimeUnit unit) {
                return super.schedule(() -> {}, 0, unit);
            }
        };
        Executor unwatched = GrowingPool.of(threads, held);
        unwatched.execute(() -> {
            for (int i = 0; i < 10_000; i++) {
                unwatched.execute(() -> {
                    used.add(Thread.currentThread());
                    ended.countDown();
                });
            }
        });

        await().until(() -> ended.getCount() == 0);
        assertThat(used).hasSize(1);
        held.shutdownNow();
    }

    @Test
    void wakesAnotherThreadForATaskThatWaits() {
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        pool.execute(() -> awaitQuietly(blocked));

        pool.execute(ended::countDown);

        await().until(() -> ended.getCount() == 0);
        assertThat(threads.getPoolSize()).isGreaterThan(1);
        blocked.countDown();
    }

    @Test
    void continuesAfterATaskThatThrowsOrLeavesAnInterrupt() {
        AtomicReference<@Nullable Boolean> interrupted = new AtomicReference<>();
        pool.execute(() -> {
            pool.execute(() -> interrupted.set(Thread.currentThread().isInterrupted()));
            Thread.currentThread().interrupt();
            throw new IllegalStateException("a test's");
        });

        await().untilAsserted(() -> assertThat(interrupted.get()).isFalse());
    }

    @Test
    void runsEachTaskAlsoAfterTheEnd() {
        threads.shutdown();
        AtomicReference<@Nullable Thread> thread = new AtomicReference<>();

        pool.execute(() -> thread.set(Thread.currentThread()));

        await().untilAsserted(() -> assertThat(thread.get()).isNotNull().isNotEqualTo(Thread.currentThread()));
    }

    @Test
    void runsTasksBehindABlockedOneAlsoAfterTheEnd() {
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(3);
        pool.execute(() -> awaitQuietly(blocked));
        pool.execute(ended::countDown);
        pool.execute(ended::countDown);
        threads.shutdown();
        progress.shutdown();

        pool.execute(ended::countDown);

        await().until(() -> ended.getCount() == 0);
        blocked.countDown();
    }

    @Test
    void losesNoTaskIfManyThreadsHandTasksOver() throws Exception {
        int tasks = 20_000;
        AtomicInteger ran = new AtomicInteger();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Thread caller = new Thread(() -> {
                for (int j = 0; j < tasks; j++) {
                    pool.execute(ran::incrementAndGet);
                    if (j % 64 == 0) {
                        // so that the pool sometimes runs out of tasks
                        LockSupport.parkNanos(1);
                    }
                }
            });
            callers.add(caller);
            caller.start();
        }
        for (Thread caller : callers) {
            caller.join();
        }

        await().untilAsserted(() -> assertThat(ran).hasValue(callers.size() * tasks));
    }

    @Test
    void isCheckedOnlyWhileTasksAreQueued() {
        CountDownLatch release = new CountDownLatch(1);
        for (int i = 0; i < 2 * LEAST; i++) {
            pool.execute(() -> awaitQuietly(release));
        }
        release.countDown();

        await().until(() -> progress.getQueue().isEmpty() && progress.getActiveCount() == 0);
    }

    @Test
    void growsAgainWhenTheSystemHasThreadsAgain() throws Exception {
        AtomicBoolean none = new AtomicBoolean();
        threads.setThreadFactory(task -> {
            if (none.get()) {
                throw new OutOfMemoryError("a test's: unable to create native thread");
            }
            return new Thread(task);
        });
        CountDownLatch last = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(4 * LEAST);
        for (int i = 0; i < 4 * LEAST; i++) {
            pool.execute(() -> {
                awaitQuietly(last);
                ended.countDown();
            });
            none.set(i >= LEAST);
        }
        long checks = progress.getCompletedTaskCount();
        await().until(() -> progress.getCompletedTaskCount() > checks + 30);
        await().untilAsserted(() -> assertThat(threads.getCorePoolSize()).isEqualTo(LEAST));

        none.set(false);
        pool.execute(last::countDown);

        await().until(() -> ended.getCount() == 0);
        await().untilAsserted(() -> assertThat(threads.getCorePoolSize()).isEqualTo(LEAST));
    }

    @Test
    void doesNotWrapPoolsThatNeedNotGrow() {
        Executor other = Runnable::run;

        assertThat(GrowingPool.of(other, progress)).isSameAs(other);
    }
}
