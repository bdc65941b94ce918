package io.github.camelmodelarts.session;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Cases that are hard to time through routes: fetches that end late, fail or throw while another caller asks for the value. */
class LeaseCacheTest {

    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final Deque<CompletableFuture<Lease<String>>> fetches = new ArrayDeque<>();
    private Instant now = Instant.parse("2030-01-01T00:00:00Z");
    private final Timings timings = new Timings();
    private final LeaseCache<String> cache =
            new LeaseCache<>("thing", source(fetch -> begin()), PAUSE, timings.at(() -> now));
    private int fetched;

    private static LeaseCache.Source<String> source(Function<Fetch, CompletableFuture<Lease<String>>> begin) {
        return new LeaseCache.Source<>() {
            @Override
            public CompletableFuture<Lease<String>> begin(Fetch fetch) {
                return begin.apply(fetch);
            }

            @Override
            public Throwable late(String message) {
                return new IllegalStateException(message);
            }
        };
    }

    private CompletableFuture<Lease<String>> begin() {
        fetched++;
        CompletableFuture<Lease<String>> fetch = new CompletableFuture<>();
        fetches.add(fetch);
        return fetch;
    }

    private void answer(String value) {
        fetches.remove().complete(new Lease<>(value, Duration.ofMinutes(15), Duration.ofDays(1)));
    }

    private void fail(String why) {
        fetches.remove().completeExceptionally(new IllegalStateException(why));
    }

    @AfterEach
    void close() {
        timings.shutdownNow();
    }

    private void fill() {
        cache.current();
        answer("one");
    }

    private static void assertReturns(CompletionStage<String> stage, String value) {
        assertThat(stage.toCompletableFuture()).isCompletedWithValue(value);
    }

    private static void assertFails(CompletionStage<String> stage, String why) {
        assertThat(stage.toCompletableFuture()).isCompletedExceptionally();
        assertThat(stage.toCompletableFuture())
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withMessageContaining(why);
    }

    @Test
    void keepsAValueThatMayBeWrongDuringARecheck() {
        fill();
        now = now.plusSeconds(6);

        CompletionStage<String> rechecked = cache.recheck("one");
        CompletionStage<String> joined = cache.recheck("one");
        assertReturns(cache.current(), "one");
        assertThat(rechecked.toCompletableFuture()).isNotDone();
        answer("two");

        assertReturns(rechecked, "two");
        assertReturns(joined, "two");
        assertReturns(cache.recheck("one"), "two");
        assertThat(fetched).isEqualTo(2);
    }

    @Test
    void repeatsTheFailureOfARecheckWithinThePause() {
        fill();
        now = now.plusSeconds(6);
        CompletionStage<String> first = cache.recheck("one");
        fail("down");
        assertFails(first, "down");

        now = now.plusSeconds(4);
        assertFails(cache.recheck("one"), "down");
        assertReturns(cache.current(), "one");
        assertThat(fetched).isEqualTo(2);

        now = now.plusSeconds(2);
        CompletionStage<String> second = cache.recheck("one");
        answer("one");
        assertReturns(second, "one");
        assertReturns(cache.recheck("one"), "one");
        assertThat(fetched).isEqualTo(3);
    }

    @Test
    void clearsAFailureAfterASuccess() {
        fill();
        now = now.plusSeconds(6);
        cache.recheck("one");
        fail("down");
        now = now.plusSeconds(6);
        cache.recheck("one");
        answer("two");
        now = now.plusSeconds(6);

        CompletionStage<String> third = cache.recheck("two");
        answer("three");

        assertReturns(third, "three");
    }

    @Test
    void failsIfTheValueHasExpiredAndTheFetchFails() {
        fill();
        now = now.plusSeconds(86_400);

        CompletionStage<String> late = cache.current();
        fail("down");

        assertFails(late, "down");
    }

    @Test
    @Tag("K05")
    @DisplayName(
            "K05: a fetch that exceeds its time limit fails for all waiting callers, and its late result is ignored")
    void givesUpAFetchAtItsTimeLimit() {
        CompletionStage<String> first = cache.current();
        CompletionStage<String> second = cache.current();

        timings.endLimits();

        assertFails(first, "The thing was not received within 30 s");
        assertFails(second, "The thing was not received within 30 s");
        answer("late");
        now = now.plusSeconds(1);
        CompletionStage<String> third = cache.current();
        assertThat(third.toCompletableFuture()).isNotDone();
        answer("two");
        assertReturns(third, "two");
        timings.endLimits();
        assertReturns(cache.current(), "two");
    }

    @Test
    @Tag("K10")
    @DisplayName("K10: after a failed renewal the pause is only one second once the old value has expired")
    void pausesForOneSecondOnceTheValueHasExpired() {
        fill();
        now = now.plusSeconds(86_398);
        cache.current();
        fail("down");
        now = now.plusSeconds(2);

        CompletionStage<String> asked = cache.current();
        answer("two");

        assertReturns(asked, "two");
    }

    @Test
    @Tag("K11")
    @DisplayName("K11: ages are correct when the nanoseconds of the clock overflow")
    void measuresAgesWhenNanosecondsOverflow() {
        AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
        LeaseCache<String> overflowing =
                new LeaseCache<>("thing", source(fetch -> begin()), PAUSE, new Timing(timings, () -> now, nanos::get));
        overflowing.current();
        answer("one");
        nanos.addAndGet(Duration.ofMinutes(14).toNanos());
        assertReturns(overflowing.current(), "one");
        assertThat(fetched).isEqualTo(1);
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        assertReturns(overflowing.current(), "one");

        assertThat(fetched).isEqualTo(2);
    }

    @Test
    void failsWithTheExceptionOfTheSource() {
        LeaseCache<String> broken = new LeaseCache<>(
                "thing",
                source(fetch -> {
                    throw new IllegalStateException("broken");
                }),
                PAUSE,
                timings.at(() -> now));

        assertFails(broken.current(), "broken");
        assertFails(broken.current(), "broken");
    }
}
