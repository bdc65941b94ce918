package io.github.camelmodelarts.http;

import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.apache.hc.core5.http2.frame.FrameFlag;
import org.apache.hc.core5.http2.frame.FrameType;
import org.apache.hc.core5.http2.frame.RawFrame;
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

    /** A session that does nothing. Only its queue of waiting commands is used here. */
    private static IOSession session() {
        return (IOSession) Proxy.newProxyInstance(
                IOSession.class.getClassLoader(), new Class<?>[] {IOSession.class}, (proxy, method, arguments) -> null);
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
        Http2Connection.sending(Cancellation.in(new ExchangeContext(), new HttpReply(failure -> failure)));
        connection.onHeaderOutput(null, stream, List.of());
    }

    private boolean leaveNew(int stream) {
        send(stream);
        return connection.leave(stream);
    }

    @Test
    void hasRoomForAsManyStreamsAsTheServerAllowsButNeverMoreThan100() {
        assertThat(connection.room()).isEqualTo(50);
        settings(1000);
        assertThat(connection.room()).isEqualTo(100);
        settings(-1);
        assertThat(connection.room()).isEqualTo(100);
        settings(0);
        assertThat(connection.room()).isZero();
        assertThat(told).hasValue(4);
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
        assertThat(connection.room()).isEqualTo(47);

        hear(FrameType.DATA, FrameFlag.END_STREAM.getValue(), 1, ByteBuffer.allocate(0));
        hear(FrameType.RST_STREAM, 0, 3, ByteBuffer.allocate(4));
        connection.onFrameOutput(null, 5, new RawFrame(FrameType.RST_STREAM.getValue(), 0, 5, ByteBuffer.allocate(4)));

        assertThat(connection.room()).isEqualTo(50);
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
