package io.github.camelmodelarts.local.wire;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.protocols.http2.AbstractHttp2StreamSourceChannel;
import io.undertow.protocols.http2.Http2Channel;
import io.undertow.protocols.http2.Http2RstStreamStreamSourceChannel;
import io.undertow.protocols.http2.Http2StreamSourceChannel;
import io.undertow.server.protocol.framed.FrameHeaderData;
import org.jspecify.annotations.Nullable;
import org.xnio.OptionMap;
import org.xnio.StreamConnection;

/**
 * A connection of HTTP/2 that tells which streams the client resets. Undertow does not tell it for a stream that waits for the client to
 * read: it would end this stream after ten minutes.
 */
final class WatchedHttp2Channel extends Http2Channel {

    private final Map<Integer, Runnable> watched = new ConcurrentHashMap<>();
    private int newest;

    WatchedHttp2Channel(
            StreamConnection connection,
            String protocol,
            ByteBufferPool buffers,
            @Nullable PooledByteBuffer alreadyRead,
            OptionMap options) {
        super(connection, protocol, buffers, alreadyRead, false, false, options);
        addCloseTask(closed -> {
            for (Runnable left : List.copyOf(watched.values())) {
                left.run();
            }
        });
    }

    @Override
    protected AbstractHttp2StreamSourceChannel createChannelImpl(FrameHeaderData header, PooledByteBuffer data)
            throws IOException {
        AbstractHttp2StreamSourceChannel created = super.createChannelImpl(header, data);
        if (created instanceof Http2StreamSourceChannel request) {
            newest = request.getStreamId();
        } else if (created instanceof Http2RstStreamStreamSourceChannel reset) {
            Runnable left = watched.remove(reset.getStreamId());
            if (left != null) {
                left.run();
            }
        }
        return created;
    }

    /** The stream of the newest request, for the handler that Undertow calls with it. */
    Http2Stream newest() {
        return new Http2Stream(this, newest);
    }

    void watch(int stream, Runnable left) {
        watched.put(stream, left);
    }

    void forget(int stream) {
        watched.remove(stream);
    }
}
