package io.github.camelmodelarts.local.call;

import java.util.ArrayDeque;
import java.util.Deque;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.local.api.Failure;

/** The planned failures of the next requests. Thread-safe. */
final class FailurePlan {

    private final Deque<Failure> next = new ArrayDeque<>();
    private @Nullable Failure standing;

    synchronized void add(int times, Failure failure) {
        for (int i = 0; i < times; i++) {
            next.add(failure);
        }
    }

    synchronized void always(Failure failure) {
        standing = failure;
    }

    synchronized void clear() {
        next.clear();
        standing = null;
    }

    synchronized @Nullable Failure take() {
        Failure planned = next.poll();
        return planned == null ? standing : planned;
    }
}
