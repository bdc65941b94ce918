package io.github.camelmodelarts.local.gateway;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import io.github.camelmodelarts.local.api.StreamEnd;
import io.github.camelmodelarts.local.call.Call;

/** The streamed responses of one service, or of MaaS. Thread-safe. */
public final class Streams {

    private static final int RECORDED = 10_000;

    private final Deque<StreamProgress> last = new ArrayDeque<>();
    private int opened;
    private int open;
    private int closedByClient;

    /** Creates an empty record. */
    public Streams() {}

    /** The number of streams that were opened: their headers were sent. */
    public synchronized int opened() {
        return opened;
    }

    /** The number of streams that are open now. */
    public synchronized int open() {
        return open;
    }

    /**
     * The number of streams that the client closed before their end. The server notices this at once, also in a pause: the end of the
     * connection (TCP FIN or RST), and over HTTP/2 a reset of the stream.
     */
    public synchronized int closedByClient() {
        return closedByClient;
    }

    /** The last 10,000 streams in the order in which they were opened; a snapshot. */
    public synchronized List<RecordedStream> recorded() {
        return last.stream().map(StreamProgress::snapshot).toList();
    }

    synchronized StreamProgress begin(Call call) {
        opened++;
        open++;
        StreamProgress stream = new StreamProgress(call.requestId(), call.remotePort(), this::ended);
        last.add(stream);
        if (last.size() > RECORDED) {
            last.remove();
        }
        return stream;
    }

    private synchronized void ended(StreamEnd end) {
        open--;
        if (end == StreamEnd.CLOSED_BY_CLIENT) {
            closedByClient++;
        }
    }
}
