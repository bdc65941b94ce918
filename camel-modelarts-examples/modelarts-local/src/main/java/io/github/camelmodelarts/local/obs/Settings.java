package io.github.camelmodelarts.local.obs;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/** What a test sets and sees: planned failures, restricted buckets, recorded requests. Thread-safe. */
final class Settings {

    private static final int RECORDED = 10_000;

    private final Deque<ObsException> failures = new ArrayDeque<>();
    private final Deque<ObsRequest> recorded = new ArrayDeque<>();
    private final Map<String, Set<String>> allowedKeys = new ConcurrentHashMap<>();
    private volatile Consumer<ObsRequest> listener = request -> {};

    void failNext(int count, ObsException failure) {
        synchronized (failures) {
            for (int i = 0; i < count; i++) {
                failures.add(failure);
            }
        }
    }

    @Nullable
    ObsException nextFailure() {
        synchronized (failures) {
            return failures.poll();
        }
    }

    void clearFailures() {
        synchronized (failures) {
            failures.clear();
        }
    }

    void restrict(String bucket, Set<String> accessKeys) {
        allowedKeys.put(bucket, accessKeys);
    }

    void unrestrict(String bucket) {
        allowedKeys.remove(bucket);
    }

    boolean isAllowed(String bucket, String accessKey) {
        Set<String> allowed = allowedKeys.get(bucket);
        return allowed == null || allowed.contains(accessKey);
    }

    void listen(Consumer<ObsRequest> consumer) {
        listener = consumer;
    }

    /** Records a request, then tells the listener. */
    void record(ObsRequest request) {
        synchronized (recorded) {
            recorded.add(request);
            if (recorded.size() > RECORDED) {
                recorded.remove();
            }
        }
        listener.accept(request);
    }

    List<ObsRequest> requests() {
        synchronized (recorded) {
            return List.copyOf(recorded);
        }
    }

    void clearRequests() {
        synchronized (recorded) {
            recorded.clear();
        }
    }
}
