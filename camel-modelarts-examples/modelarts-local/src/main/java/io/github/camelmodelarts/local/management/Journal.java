package io.github.camelmodelarts.local.management;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** The last 1,000 events and updates of one service. Thread-safe. */
final class Journal {

    private static final int KEPT = 1_000;
    private static final String UNDER_WAY = "RUNNING";

    private final Deque<Event> events = new ArrayDeque<>();
    private final Deque<Update> updates = new ArrayDeque<>();

    /** An event. Its type is {@code normal} or {@code abnormal}. */
    record Event(String type, String info, Instant time) {}

    /** A requested change and its result: SUCCESS, FAIL or RUNNING. */
    record Update(Instant time, String result, String detail) {}

    synchronized void stateChanged(ServiceState state, Instant when, @Nullable String error) {
        boolean failed = state == ServiceState.FAILED;
        add(events, new Event(failed ? "abnormal" : "normal", "The service is " + state.inV1(), when));
        boolean begins = state == ServiceState.DEPLOYING || state == ServiceState.STOPPING;
        Update last = updates.peekLast();
        boolean ends = last != null && last.result().equals(UNDER_WAY);
        if (ends) {
            updates.removeLast();
        }
        if (begins || ends) {
            String result = failed ? "FAIL" : begins ? UNDER_WAY : "SUCCESS";
            add(updates, new Update(when, result, error == null ? "" : error));
        }
    }

    synchronized void updated(Instant when) {
        add(events, new Event("normal", "The service was updated", when));
        add(updates, new Update(when, "SUCCESS", ""));
    }

    private static <T> void add(Deque<T> list, T entry) {
        list.add(entry);
        if (list.size() > KEPT) {
            list.removeFirst();
        }
    }

    synchronized List<Event> events() {
        return List.copyOf(events);
    }

    synchronized List<Update> updates() {
        return List.copyOf(updates);
    }
}
