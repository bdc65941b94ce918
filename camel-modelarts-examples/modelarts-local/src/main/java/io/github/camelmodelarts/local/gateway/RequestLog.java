package io.github.camelmodelarts.local.gateway;

import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The last requests in the order of their arrival; number and memory are limited. Thread-safe. */
public final class RequestLog {

    private static final long MAX_BODY_BYTES = 32L << 20;

    private static final int SUMMARISED = 10;
    private static final int SUMMARY_LENGTH = 200;

    private final NavigableMap<Long, RecordedRequest> requests = new TreeMap<>();
    private final int maxRequests;
    private long bodyBytes;
    private int cleared;
    private long arrived;

    /** Creates an empty log for at most {@code maxRequests} requests. */
    public RequestLog(int maxRequests) {
        this.maxRequests = maxRequests;
    }

    /** The position of a request in the log. */
    public record Place(int page, long line) {}

    /** Returns the next position; called when a request arrives. */
    public synchronized Place place() {
        return new Place(cleared, arrived++);
    }

    /** Adds a request or replaces the one at its place. Does nothing if the log was cleared after the request arrived. */
    public synchronized void add(RecordedRequest request, Place place) {
        if (place.page != cleared) {
            return;
        }
        RecordedRequest replaced = requests.put(place.line, request);
        notifyAll();
        bodyBytes += request.recordedBytes() - (replaced == null ? 0 : replaced.recordedBytes());
        while (requests.size() > maxRequests || bodyBytes > MAX_BODY_BYTES) {
            bodyBytes -= requests.pollFirstEntry().getValue().recordedBytes();
        }
    }

    /** A snapshot of all requests in the log. */
    public synchronized List<RecordedRequest> all() {
        return List.copyOf(requests.values());
    }

    /** Waits at most {@code atMost} until the log has {@code count} requests, and returns a snapshot of it. */
    public synchronized List<RecordedRequest> await(int count, Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        for (long left = atMost.toMillis(); requests.size() < count && left > 0; ) {
            wait(left);
            left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
        }
        return all();
    }

    /** Method, path, status and error code of the last few requests, for a message. */
    public static String summary(List<RecordedRequest> requests) {
        int omitted = Math.max(0, requests.size() - SUMMARISED);
        return requests.stream()
                .skip(omitted)
                .map(request -> shortened(request.toString()))
                .collect(Collectors.joining(", ", omitted == 0 ? "[" : "[" + omitted + " earlier ones, ", "]"));
    }

    /** Limits the text, because a path may have 32 KiB. */
    private static String shortened(String text) {
        return text.length() <= SUMMARY_LENGTH ? text : text.substring(0, SUMMARY_LENGTH) + "...";
    }

    /** Removes all requests. Requests in flight are not added later. */
    public synchronized void clear() {
        cleared++;
        requests.clear();
        bodyBytes = 0;
    }
}
