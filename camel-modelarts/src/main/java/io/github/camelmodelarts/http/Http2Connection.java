package io.github.camelmodelarts.http;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpConnection;
import org.apache.hc.core5.http.RequestNotExecutedException;
import org.apache.hc.core5.http.nio.command.CommandSupport;
import org.apache.hc.core5.http2.config.H2Param;
import org.apache.hc.core5.http2.frame.FrameFlag;
import org.apache.hc.core5.http2.frame.FrameType;
import org.apache.hc.core5.http2.frame.RawFrame;
import org.apache.hc.core5.http2.impl.nio.H2StreamListener;
import org.apache.hc.core5.reactor.IOSession;
import org.jspecify.annotations.Nullable;

/**
 * Reads facts from the frames of one HTTP/2 connection that HttpCore (5.3) does not report: how many streams the server allows, which streams
 * are still open, and, once the server ends the connection, which requests it did not process. Thread-safe.
 */
final class Http2Connection implements H2StreamListener {

    /**
     * The most streams at once, if the server does not allow fewer. Servers should allow this many (RFC 9113, 6.5.2). HttpCore (5.3,
     * AbstractH2StreamMultiplexer.onOutput) visits each stream of a connection twice at each write, so more streams slow each other down.
     */
    static final int MOST_STREAMS = 100;

    /** The most abandoned streams: the rest of the streams that servers allow is for calls. */
    static final int MOST_LEFT = 32;

    /** If exchanges are cancelled for this long while no data is received on the connection, the connection is considered dead. */
    static final Duration SILENCE = Duration.ofSeconds(10);

    /** The exchange whose head this thread writes next. HttpCore passes the stream to a listener, but not the exchange. */
    private static final ThreadLocal<@Nullable Exchange> SENDING = new ThreadLocal<>();

    private static final int SETTING = 6;
    private static final int UNKNOWN = -1;

    private final IOSession session;
    private final LongSupplier nanoTime;
    private final Runnable roomKnown;
    private final Map<Integer, Exchange> streams = new ConcurrentHashMap<>();
    private final Set<Integer> left = ConcurrentHashMap.newKeySet();
    private volatile int allowed = UNKNOWN;
    private volatile boolean goingAway;
    private volatile long heard;
    private long leftFirst;

    /** A request and its response. */
    interface Exchange {

        /** Called with the connection and the stream on which the request is sent. Other exchanges also use the connection. */
        void sentOn(Http2Connection connection, int stream);

        /** Called when the server ends the connection, and did not and will not process the request. */
        void notExecuted();
    }

    /** @param roomKnown runs each time the server announces how many streams it allows */
    Http2Connection(IOSession session, LongSupplier nanoTime, Runnable roomKnown) {
        this.session = session;
        this.roomKnown = roomKnown;
        this.nanoTime = nanoTime;
        this.heard = nanoTime.getAsLong();
    }

    /** Called directly before the head of an exchange is written, on the same thread. */
    static void sending(Exchange exchange) {
        SENDING.set(exchange);
    }

    /** Whether the server has announced how many streams it allows. HttpCore sends no request before that. */
    boolean isRoomKnown() {
        return allowed != UNKNOWN;
    }

    /** How many exchanges can use the connection at once; 0 if it accepts no more. */
    int room() {
        return goingAway ? 0 : allowed - left.size();
    }

    boolean isGoingAway() {
        return goingAway;
    }

    /** Whether exchanges wait for responses. */
    boolean isBusy() {
        return !streams.isEmpty();
    }

    /**
     * Called when an exchange is cancelled. Its stream possibly stays open: HttpCore (5.3) resets no stream whose request is complete.
     *
     * @return whether the connection can still be used
     */
    synchronized boolean leave(int stream) {
        long now = nanoTime.getAsLong();
        if (left.isEmpty()) {
            leftFirst = now;
        }
        left.add(stream);
        if (!streams.containsKey(stream)) {
            left.remove(stream);
        }
        boolean silent = Math.min(now - leftFirst, now - heard) >= SILENCE.toNanos();
        return goingAway || (left.size() < MOST_LEFT && !silent);
    }

    @Override
    public void onHeaderOutput(HttpConnection connection, int stream, List<? extends Header> headers) {
        Exchange exchange = SENDING.get();
        if (exchange != null) {
            SENDING.remove();
            streams.put(stream, exchange);
            exchange.sentOn(this, stream);
        }
    }

    @Override
    public void onFrameInput(HttpConnection connection, int stream, RawFrame frame) {
        heard = nanoTime.getAsLong();
        if (frame.isType(FrameType.SETTINGS) && !frame.isFlagSet(FrameFlag.ACK)) {
            read(frame.getPayload());
        } else if (frame.isType(FrameType.GOAWAY)) {
            goAway(frame.getPayload());
        } else if (frame.isType(FrameType.RST_STREAM) || endsStream(frame)) {
            ended(stream);
        }
    }

    /** Fails requests that were not sent: HttpCore (5.3) will not send them, but keeps them until the connection is closed. */
    void failWaiting() {
        CommandSupport.failCommands(session, new RequestNotExecutedException());
    }

    private static boolean endsStream(RawFrame frame) {
        return (frame.isType(FrameType.DATA) || frame.isType(FrameType.HEADERS))
                && frame.isFlagSet(FrameFlag.END_STREAM);
    }

    private void read(@Nullable ByteBuffer settings) {
        int most = MOST_STREAMS;
        while (settings != null && settings.remaining() >= SETTING) {
            int name = settings.getShort();
            int value = settings.getInt();
            if (name == H2Param.MAX_CONCURRENT_STREAMS.getCode()) {
                // the value is unsigned
                most = value < 0 ? MOST_STREAMS : Math.min(value, MOST_STREAMS);
            }
        }
        allowed = most;
        roomKnown.run();
    }

    /** Ends the streams that the server did not process. HttpCore (5.3) would let them wait until the connection is closed. */
    private void goAway(@Nullable ByteBuffer payload) {
        if (payload == null || payload.remaining() < Integer.BYTES) {
            return;
        }
        goingAway = true;
        int last = payload.getInt() & Integer.MAX_VALUE;
        streams.forEach((stream, exchange) -> {
            if (stream > last && streams.remove(stream, exchange)) {
                exchange.notExecuted();
            }
        });
        failWaiting();
    }

    private void ended(int stream) {
        streams.remove(stream);
        left.remove(stream);
    }

    @Override
    public void onFrameOutput(HttpConnection connection, int stream, RawFrame frame) {
        if (frame.isType(FrameType.RST_STREAM)) {
            ended(stream);
        }
    }

    @Override
    public void onHeaderInput(HttpConnection connection, int stream, List<? extends Header> headers) {
        // not needed, because the frames are read
    }

    @Override
    public void onInputFlowControl(HttpConnection connection, int stream, int delta, int size) {
        // not needed
    }

    @Override
    public void onOutputFlowControl(HttpConnection connection, int stream, int delta, int size) {
        // not needed
    }
}
