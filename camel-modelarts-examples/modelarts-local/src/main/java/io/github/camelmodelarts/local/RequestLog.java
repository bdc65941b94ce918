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

    RequestLog(int maxRequests) {
        this.maxRequests = maxRequests;
    }

    synchronized void add(RecordedRequest request) {
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
        requests.clear();
        bodyBytes = 0;
    }
}
