package io.github.camelmodelarts.call;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** Which calls are admitted, and when. */
class AdmissionTest {

    private static final int MANY = 10_000;

    private final Admission admission = new Admission(2, System::nanoTime);
    private final List<String> inside = new ArrayList<>();
    private final Map<String, Admission.Ticket> tickets = new HashMap<>();
    private final List<Runnable> later = new ArrayList<>();

    private Admission.Ticket enter(String name) {
        return enter("endpoint", name);
    }

    private Admission.Ticket enter(String endpoint, String name) {
        Admission.Ticket ticket = admission.enter(endpoint, Integer.MAX_VALUE, () -> inside.add(name), later::add);
        tickets.put(name, ticket);
        return ticket;
    }

    private void runLater() {
        later.forEach(Runnable::run);
        later.clear();
    }

    @Test
    void admitsAsManyCallsAtOnceAsThereArePermits() {
        enter("a");
        enter("b");
        enter("c");

        assertThat(inside).containsExactly("a", "b");
        assertThat(later).isEmpty();
    }

    @Test
    void admitsWaitingCallsInOrderAndNotOnTheThreadThatGivesAPermitBack() {
        Admission.Ticket a = enter("a");
        Admission.Ticket b = enter("b");
        enter("c");
        enter("d");

        a.leave();
        assertThat(inside).containsExactly("a", "b");
        runLater();
        assertThat(inside).containsExactly("a", "b", "c");
        b.leave();
        runLater();
        assertThat(inside).containsExactly("a", "b", "c", "d");
    }

    @Test
    void acceptsAPermitBackOnlyOnce() {
        Admission.Ticket a = enter("a");
        enter("b");
        a.leave();
        a.leave();
        enter("c");
        enter("d");
        runLater();

        assertThat(inside).containsExactly("a", "b", "c");
    }

    @Test
    void skipsACallThatNoLongerWaits() {
        Admission.Ticket a = enter("a");
        enter("b");
        Admission.Ticket c = enter("c");
        enter("d");

        c.leave();
        assertThat(later).isEmpty();
        a.leave();
        runLater();

        assertThat(inside).containsExactly("a", "b", "d");
    }

    @Test
    void passesOnThePermitOfACallThatLeavesBeforeItCouldStart() {
        Admission.Ticket a = enter("a");
        enter("b");
        Admission.Ticket c = enter("c");
        enter("d");

        a.leave();
        c.leave();
        runLater();

        assertThat(inside).containsExactly("a", "b", "c", "d");
    }

    @Test
    void admitsTheEndpointsInTurn() {
        enter("a");
        enter("b");
        Stream.of("1a", "1b", "1c").forEach(name -> enter("one", name));
        Stream.of("2a", "2b").forEach(name -> enter("two", name));
        enter("three", "3a");

        endOneAfterTheOther();

        assertThat(inside).containsExactly("a", "b", "1a", "2a", "3a", "1b", "2b", "1c");
    }

    @Test
    void admitsAnEndpointAfterOneCallOfAnotherThatHasManyWaiting() {
        enter("a");
        enter("b");
        IntStream.range(0, MANY).forEach(i -> enter("bulk", "bulk " + i));
        enter("interactive", "first");
        enter("interactive", "second");

        endOneAfterTheOther();

        assertThat(inside).startsWith("a", "b", "bulk 0", "first", "bulk 1", "second", "bulk 2");
        assertThat(inside).hasSize(MANY + 4);
    }

    @Test
    void anEndpointWhoseCallsHaveLeftHasNoTurn() {
        enter("a");
        enter("b");
        Admission.Ticket gone = enter("one", "1a");
        enter("two", "2a");
        enter("two", "2b");
        gone.leave();

        endOneAfterTheOther();

        assertThat(inside).containsExactly("a", "b", "2a", "2b");
    }

    @Test
    @Timeout(20)
    void callsThatStopWaitingDoNotSearchTheQueue() {
        enter("a");
        enter("b");
        List<Admission.Ticket> waiting =
                IntStream.range(0, 200_000).mapToObj(i -> enter("call " + i)).collect(Collectors.toList());
        Collections.reverse(waiting);

        waiting.forEach(Admission.Ticket::leave);

        enter("last");
        endOneAfterTheOther();
        assertThat(inside).containsExactly("a", "b", "last");
    }

    @Test
    void refusesACallWhenAsManyWaitInAllQueuesAsItAllows() {
        enter("a");
        enter("b");
        enter("one", "c");

        assertThat(admission.enter("two", 1, () -> inside.add("refused"), later::add))
                .isNull();
        assertThat(admission.enter("two", 2, () -> inside.add("d"), later::add)).isNotNull();
        assertThat(admission.enter("two", 2, () -> inside.add("refused"), later::add))
                .isNull();
    }

    @Test
    void countsACallThatNoLongerWaitsNoMore() {
        enter("a");
        enter("b");
        enter("c").leave();

        assertThat(admission.enter("two", 1, () -> inside.add("d"), later::add)).isNotNull();
    }

    @Test
    void doesNotAdmitACallThatStoppedWaiting() {
        Admission.Ticket a = enter("a");
        enter("b");
        Admission.Ticket c = enter("c");
        enter("d");

        assertThat(c.stopWaiting()).isTrue();
        assertThat(c.stopWaiting()).as("a second time").isFalse();
        a.leave();
        c.leave();
        runLater();

        assertThat(inside).containsExactly("a", "b", "d");
    }

    @Test
    void anAdmittedCallDoesNotStopWaiting() {
        Admission.Ticket a = enter("a");
        Admission.Ticket b = enter("b");
        Admission.Ticket c = enter("c");

        b.leave();

        assertThat(a.stopWaiting()).isFalse();
        assertThat(c.stopWaiting()).as("it has the permit, but did not start").isFalse();
        runLater();
        assertThat(inside).containsExactly("a", "b", "c");
    }

    @Test
    void admitsManyCallsThatEndAtOnceIfNoOtherThreadTakesThem() {
        Admission.Ticket a = enter("a");
        enter("b");
        AtomicInteger ended = new AtomicInteger();
        List<Admission.Ticket> waiting = new ArrayList<>();
        for (int i = 0; i < 2 * MANY; i++) {
            waiting.add(admission.enter(
                    "endpoint",
                    Integer.MAX_VALUE,
                    () -> waiting.get(ended.getAndIncrement()).leave(),
                    task -> {
                        throw new RejectedExecutionException("shut down");
                    }));
        }

        a.leave();

        assertThat(ended).hasValue(2 * MANY);
    }

    /** Ends the calls in the order in which they are admitted, until none is left. */
    private void endOneAfterTheOther() {
        for (int i = 0; i < inside.size(); i++) {
            tickets.get(inside.get(i)).leave();
            runLater();
        }
    }
}
