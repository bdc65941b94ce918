package io.github.camelmodelarts.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
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
import org.apache.hc.core5.http2.H2Error;
import org.apache.hc.core5.http2.config.H2Param;
import org.apache.hc.core5.http2.frame.FrameFlag;
import org.apache.hc.core5.http2.frame.FrameType;
import org.apache.hc.core5.http2.frame.RawFrame;
import org.apache.hc.core5.http2.impl.nio.H2StreamListener;
import org.apache.hc.core5.http2.nio.command.PingCommand;
import org.apache.hc.core5.http2.nio.support.BasicPingHandler;
import org.apache.hc.core5.reactor.Command;
import org.apache.hc.core5.reactor.IOSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads facts from the frames of one HTTP/2 connection that HttpCore (5.3) does not report: how many streams the server allows, which streams
 * are still open, and, once the server ends the connection, which requests it did not process. It also resets abandoned streams. Thread-safe.
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

    private static final Logger LOG = LoggerFactory.getLogger(Http2Connection.class);

    /** The length of an RST_STREAM frame in bytes: a head of nine, and the error code (RFC 9113, 4.1 and 6.4). */
    private static final int RESET_LENGTH = 13;

    private static final int SETTING = 6;
    private static final int UNKNOWN = -1;

    private final IOSession session;
    private final LongSupplier nanoTime;
    private final Runnable roomKnown;
    private final Map<Integer, Exchange> streams = new ConcurrentHashMap<>();
    private final Set<Integer> left = ConcurrentHashMap.newKeySet();
    /** Streams whose head was sent. */
    private final Set<Integer> begun = ConcurrentHashMap.newKeySet();
    /** Streams to be reset. */
    private final Set<Integer> resets = ConcurrentHashMap.newKeySet();

    private volatile int allowed = UNKNOWN;
    private volatile boolean goingAway;
    private volatile long heard;
    /** When the oldest PING was sent that the server has not answered; null if there is none. */
    private volatile @Nullable Long pinged;

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
        return isRetired() ? 0 : allowed - left.size();
    }

    boolean isGoingAway() {
        return goingAway;
    }

    /** Whether the connection accepts no more exchanges. Those that it has continue. */
    boolean isRetired() {
        return goingAway || left.size() >= MOST_LEFT;
    }

    /** Whether exchanges wait for responses. */
    boolean isBusy() {
        return !streams.isEmpty();
    }

    /**
     * Called when an exchange is cancelled: resets its stream, so that the server stops.
     *
     * @return whether the connection stays open: other exchanges use it, or later ones can
     */
    synchronized boolean leave(int stream) {
        long now = nanoTime.getAsLong();
        left.add(stream);
        if (!streams.containsKey(stream)) {
            left.remove(stream);
            return true;
        }
        Long first = pinged;
        boolean silent = first != null && Math.min(now - first, now - heard) >= SILENCE.toNanos();
        boolean alone = streams.size() == left.size();
        boolean stays = goingAway || (!silent && (!alone || (left.size() < MOST_LEFT && streams.size() < allowed)));
        return stays && reset(stream);
    }

    /**
     * Resets a stream. HttpCore (5.3) resets no stream whose request is complete, and offers no way to send a frame, so the frame is written
     * directly before a PING, which HttpCore sends if we ask for it.
     *
     * @return false if the connection is closed
     */
    private boolean reset(int stream) {
        resets.add(stream);
        return ping();
    }

    private boolean ping() {
        try {
            session.enqueue(
                    new PingCommand(new BasicPingHandler(answered -> pinged = null)), Command.Priority.IMMEDIATE);
            if (pinged == null) {
                pinged = nanoTime.getAsLong();
            }
            return true;
        } catch (CancelledKeyException e) {
            return false;
        }
    }

    /** Writes frames between two frames of HttpCore, which holds the lock of the connection. A stream whose head was not sent yet is reset later. */
    private void writeResets() {
        for (int stream : List.copyOf(resets)) {
            if (!begun.contains(stream)) {
                continue;
            }
            resets.remove(stream);
            ByteBuffer frame = ByteBuffer.allocate(RESET_LENGTH)
                    .putInt(Integer.BYTES << 8 | FrameType.RST_STREAM.getValue())
                    .put((byte) 0)
                    .putInt(stream)
                    .putInt(H2Error.CANCEL.getCode())
                    .flip();
            try {
                session.write(frame);
            } catch (IOException e) {
                LOG.debug("The stream {} could not be reset", stream, e);
            }
        }
    }

    /** Prevents the timeout of the connection, because a reader is slow, not the server. */
    void keepWaiting() {
        session.updateReadTime();
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
                // the value is unsigned. HttpCore sends no PING, and so no reset, on a connection that is full
                most = value < 0 ? MOST_STREAMS : Math.min(value > 1 ? value - 1 : value, MOST_STREAMS);
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
        begun.remove(stream);
        resets.remove(stream);
    }

    @Override
    public void onFrameOutput(HttpConnection connection, int stream, RawFrame frame) {
        if (frame.isType(FrameType.PING)) {
            writeResets();
        } else if (frame.isType(FrameType.HEADERS)) {
            begun.add(stream);
            if (resets.contains(stream)) {
                ping();
            }
        }
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
