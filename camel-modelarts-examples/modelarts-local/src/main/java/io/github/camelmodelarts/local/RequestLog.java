package io.github.camelmodelarts.local;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last requests, within bounds of number and of memory. Thread-safe. */
final class RequestLog {

    private static final long MAX_BODY_BYTES = 32L << 20;

    private final Deque<RecordedRequest> requests = new ArrayDeque<>();
    private final int maxRequests;
    private long bodyBytes;
    private int cleared;

    RequestLog(int maxRequests) {
        this.maxRequests = maxRequests;
    }

    /** How often the log was cleared, to be taken when a request arrives. */
    synchronized int page() {
        return cleared;
    }

    /** Adds a request, unless the log was cleared since it arrived: who clears it wants to see what comes afterwards. */
    synchronized void add(RecordedRequest request, int page) {
        if (page != cleared) {
            return;
        }
        requests.add(request);
        bodyBytes += request.recordedBytes();
        while (requests.size() > maxRequests || bodyBytes > MAX_BODY_BYTES) {
            bodyBytes -= requests.remove().recordedBytes();
        }
    }

    synchronized List<RecordedRequest> all() {
        return List.copyOf(requests);
    }

    synchronized void clear() {
        cleared++;
        requests.clear();
        bodyBytes = 0;
    }
}
