package io.github.camelmodelarts.call;

import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Calls that enter, leave and time out on several threads at once: no permit is lost, and no call is forgotten. */
@Timeout(60)
class ContendedAdmissionTest {

    private static final int PERMITS = 3;
    private static final int THREADS = 4;
    private static final int CALLS = 10_000;
    private static final int MOST_WAITING = 100;

    private final Admission admission = new Admission(PERMITS, System::nanoTime);
    private final ScheduledExecutorService progress = Executors.newScheduledThreadPool(2);
    private final ExecutorService callers = Executors.newFixedThreadPool(THREADS);
    private final Queue<Guest> guests = new ConcurrentLinkedQueue<>();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger peak = new AtomicInteger();
    private final AtomicInteger twice = new AtomicInteger();

    @AfterEach
    void stop() {
        callers.shutdownNow();
        progress.shutdownNow();
    }

    private enum State {
        ASKING,
        ADMITTED,
        SERVED,
        LATE,
        STOPPED
    }

    /** A call that leaves as soon as it is admitted, is late or is stopped. */
    private final class Guest {
        private final AtomicReference<State> state = new AtomicReference<>(State.ASKING);
        private volatile Admission.Ticket ticket;

        void enter(Random random) {
            Admission.Ticket given = admission.enter(random.nextInt(4), MOST_WAITING, this::admitted, progress);
            if (given == null) {
                return;
            }
            guests.add(this);
            ticket = given;
            switch (random.nextInt(3)) {
                case 0 ->
                    progress.schedule(
                            () -> {
                                if (given.stopWaiting()) {
                                    late();
                                }
                            },
                            random.nextInt(200_000),
                            TimeUnit.NANOSECONDS);
                case 1 -> progress.execute(this::stop);
                default -> {}
            }
            if (state.get() == State.ADMITTED) {
                serve();
            }
        }

        private void admitted() {
            if (state.compareAndSet(State.ASKING, State.ADMITTED)) {
                peak.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
                serve();
            } else if (state.get() != State.STOPPED) {
                twice.incrementAndGet();
            }
        }

        private void serve() {
            // before enter() returns, the ticket is unknown; enter() leaves then
            if (ticket != null && state.compareAndSet(State.ADMITTED, State.SERVED)) {
                inFlight.decrementAndGet();
                ticket.leave();
            }
        }

        private void late() {
            if (!state.compareAndSet(State.ASKING, State.LATE) && state.get() != State.STOPPED) {
                twice.incrementAndGet();
            }
            ticket.leave();
        }

        private void stop() {
            if (state.compareAndSet(State.ASKING, State.STOPPED)) {
                ticket.leave();
            }
        }
    }

    @Test
    void losesNoPermitAndForgetsNoCall() throws Exception {
        List<CompletableFuture<Void>> all = IntStream.range(0, THREADS)
                .mapToObj(thread -> CompletableFuture.runAsync(
                        () -> {
                            Random random = new Random(thread);
                            for (int i = 0; i < CALLS; i++) {
                                new Guest().enter(random);
                            }
                        },
                        callers))
                .toList();
        for (CompletableFuture<Void> one : all) {
            one.get(60, TimeUnit.SECONDS);
        }

        await().until(() -> guests.stream()
                .noneMatch(guest -> guest.state.get() == State.ASKING || guest.state.get() == State.ADMITTED));
        assertThat(peak.get()).isBetween(1, PERMITS);
        assertThat(inFlight).hasValue(0);
        assertThat(twice).as("calls that were told twice").hasValue(0);
        // a served call gives its permit back just after its state says so
        await().untilAsserted(this::assertAllPermitsAreFree);
    }

    private void assertAllPermitsAreFree() {
        AtomicInteger admitted = new AtomicInteger();
        List<Admission.Ticket> tickets = IntStream.range(0, PERMITS)
                .mapToObj(i -> admission.enter("last", 0, admitted::incrementAndGet, progress))
                .collect(Collectors.toList());
        Admission.Ticket oneMore = admission.enter("last", 0, admitted::incrementAndGet, progress);
        tickets.forEach(ticket -> {
            if (ticket != null) {
                ticket.leave();
            }
        });
        assertThat(oneMore).isNull();
        assertThat(tickets).doesNotContainNull();
        assertThat(admitted).hasValue(PERMITS);
    }
}
