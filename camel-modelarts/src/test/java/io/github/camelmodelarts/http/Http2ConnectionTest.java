package io.github.camelmodelarts.http;

import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.apache.hc.core5.http2.frame.FrameFlag;
import org.apache.hc.core5.http2.frame.FrameType;
import org.apache.hc.core5.http2.frame.RawFrame;
import org.apache.hc.core5.http2.nio.command.PingCommand;
import org.apache.hc.core5.reactor.IOSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** How many streams a connection has room for, and how long it is kept when calls on it are cancelled. */
class Http2ConnectionTest {

    private static final int MAX_CONCURRENT_STREAMS = 3;

    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger told = new AtomicInteger();
    private final Http2Connection connection = new Http2Connection(session(), now::get, told::incrementAndGet);

    private final List<PingCommand> pings = new ArrayList<>();
    private final List<String> written = new ArrayList<>();

    /** A session that keeps what is asked of it. */
    private IOSession session() {
        return (IOSession) Proxy.newProxyInstance(
                IOSession.class.getClassLoader(), new Class<?>[] {IOSession.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("enqueue")) {
                        pings.add((PingCommand) arguments[0]);
                    } else if (method.getName().equals("write")) {
                        ByteBuffer frame = (ByteBuffer) arguments[0];
                        byte[] bytes = new byte[frame.remaining()];
                        frame.get(bytes);
                        written.add(HexFormat.of().formatHex(bytes));
                        return bytes.length;
                    }
                    return null;
                });
    }

    @BeforeEach
    void receiveSettings() {
        settings(50);
    }

    private void settings(int allowed) {
        ByteBuffer payload = ByteBuffer.allocate(6);
        payload.putShort((short) MAX_CONCURRENT_STREAMS).putInt(allowed).flip();
        hear(FrameType.SETTINGS, 0, 0, payload);
    }

    private void hear(FrameType type, int flags, int stream, ByteBuffer payload) {
        connection.onFrameInput(null, stream, new RawFrame(type.getValue(), flags, stream, payload));
    }

    private void send(int stream) {
        queue(stream);
        written(FrameType.HEADERS, stream);
    }

    /** HttpCore has made the head of a request, but not written it. */
    private void queue(int stream) {
        Http2Connection.sending(Cancellation.in(new ExchangeContext(), new HttpReply(failure -> failure)));
        connection.onHeaderOutput(null, stream, List.of());
    }

    private void written(FrameType type, int stream) {
        connection.onFrameOutput(null, stream, new RawFrame(type.getValue(), 0, stream, ByteBuffer.allocate(8)));
    }

    private boolean leaveNew(int stream) {
        send(stream);
        return connection.leave(stream);
    }

    @Test
    void hasRoomForAsManyStreamsAsTheServerAllowsButNeverMoreThan100() {
        assertThat(connection.room()).as("one is left for HttpCore's PING").isEqualTo(49);
        settings(1000);
        assertThat(connection.room()).isEqualTo(100);
        settings(-1);
        assertThat(connection.room()).isEqualTo(100);
        settings(1);
        assertThat(connection.room()).isEqualTo(1);
        settings(0);
        assertThat(connection.room()).isZero();
        assertThat(told).hasValue(5);
    }

    @Test
    void hasRoomOnlyAfterTheSettingsOfTheServer() {
        Http2Connection fresh = new Http2Connection(session(), now::get, () -> {});

        assertThat(fresh.isRoomKnown()).isFalse();
        fresh.onFrameInput(null, 0, new RawFrame(FrameType.SETTINGS.getValue(), 0, 0, null));

        assertThat(fresh.isRoomKnown()).isTrue();
        assertThat(fresh.room()).isEqualTo(100);
    }

    @Test
    void abandonedStreamsTakeRoomUntilTheyEnd() {
        assertThat(leaveNew(1)).isTrue();
        assertThat(leaveNew(3)).isTrue();
        assertThat(leaveNew(5)).isTrue();
        assertThat(connection.room()).isEqualTo(46);

        hear(FrameType.DATA, FrameFlag.END_STREAM.getValue(), 1, ByteBuffer.allocate(0));
        hear(FrameType.RST_STREAM, 0, 3, ByteBuffer.allocate(4));
        connection.onFrameOutput(null, 5, new RawFrame(FrameType.RST_STREAM.getValue(), 0, 5, ByteBuffer.allocate(4)));

        assertThat(connection.room()).isEqualTo(49);
    }

    /** RFC 9113, 6.4: length 4, type 3, no flags, the stream, the error CANCEL (8). */
    @Test
    void resetsAnAbandonedStreamBeforeThePingThatItAsksFor() {
        assertThat(leaveNew(1)).isTrue();
        assertThat(leaveNew(3)).isTrue();
        assertThat(pings).hasSize(2);
        assertThat(written).isEmpty();

        written(FrameType.PING, 0);
        written(FrameType.PING, 0);

        assertThat(written).containsExactlyInAnyOrder("00000403000000000100000008", "00000403000000000300000008");
    }

    /** A reset before its head would end the connection. */
    @Test
    void resetsNoStreamWhoseHeadWasNotWritten() {
        send(1);
        queue(3);
        assertThat(connection.leave(3)).isTrue();
        written(FrameType.PING, 0);
        assertThat(written).isEmpty();

        written(FrameType.HEADERS, 3);
        assertThat(pings).hasSize(2);
        written(FrameType.PING, 0);

        assertThat(written).containsExactly("00000403000000000300000008");
    }

    @Test
    void takesNoMoreWhenManyStreamsAreAbandonedButKeepsTheOthers() {
        send(1);
        for (int i = 1; i <= Http2Connection.MOST_LEFT; i++) {
            assertThat(leaveNew(2 * i + 1)).isTrue();
        }

        assertThat(connection.room()).isZero();
        assertThat(connection.isRetired()).isTrue();
    }

    @Test
    void isKeptIfTheServerAnswersThePing() throws Exception {
        send(1);
        for (int i = 1; i < 5; i++) {
            assertThat(leaveNew(2 * i + 1)).isTrue();
            pings.get(i - 1).getHandler().consumeResponse(ByteBuffer.allocate(8));
            now.addAndGet(Http2Connection.SILENCE.toNanos());
        }
    }

    @Test
    void isClosedWhenTooManyStreamsAreAbandoned() {
        for (int i = 1; i < Http2Connection.MOST_LEFT; i++) {
            assertThat(leaveNew(2 * i - 1)).isTrue();
        }

        assertThat(leaveNew(2 * Http2Connection.MOST_LEFT - 1)).isFalse();
    }

    @Test
    void isClosedWhenNoDataArrivesWhileCallsAreCancelled() {
        assertThat(leaveNew(1)).isTrue();

        now.addAndGet(Http2Connection.SILENCE.toNanos() - 1);
        assertThat(leaveNew(3)).isTrue();
        now.addAndGet(1);

        assertThat(leaveNew(5)).isFalse();
    }

    @Test
    void isKeptWhileResponsesOfOtherCallsArrive() {
        for (int i = 0; i < 5; i++) {
            assertThat(leaveNew(2 * i + 1)).isTrue();
            now.addAndGet(Http2Connection.SILENCE.toNanos());
            hear(FrameType.PING, 0, 0, ByteBuffer.allocate(8));
        }
    }

    @Test
    void acceptsNoMoreOnceTheServerEndsIt() {
        hear(FrameType.GOAWAY, 0, 0, ByteBuffer.allocate(8));

        assertThat(connection.room()).isZero();
    }
}
