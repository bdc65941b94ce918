package io.github.camelmodelarts.call;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Which calls are admitted, and when. */
class AdmissionTest {

    private final Admission admission = new Admission(2, System::nanoTime);
    private final List<String> inside = new ArrayList<>();
    private final List<Runnable> later = new ArrayList<>();

    private Admission.Ticket enter(String name) {
        return admission.enter(() -> inside.add(name), later::add);
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
}
