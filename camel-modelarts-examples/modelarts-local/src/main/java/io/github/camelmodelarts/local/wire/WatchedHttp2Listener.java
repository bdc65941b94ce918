package io.github.camelmodelarts.local.wire;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.ConnectorStatistics;
import io.undertow.server.DelegateOpenListener;
import io.undertow.server.HttpHandler;
import io.undertow.server.protocol.http2.Http2OpenListener;
import io.undertow.server.protocol.http2.Http2ReceiveListener;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.StreamConnection;

/** Undertow's {@link Http2OpenListener}, but with a {@link WatchedHttp2Channel} for each connection. */
final class WatchedHttp2Listener implements DelegateOpenListener {

    private final Set<WatchedHttp2Channel> connections = ConcurrentHashMap.newKeySet();
    private final ByteBufferPool buffers;
    private final int bufferSize;
    private volatile OptionMap options;
    private volatile HttpHandler handler;

    WatchedHttp2Listener(ByteBufferPool buffers, OptionMap options, HttpHandler handler) {
        this.buffers = buffers;
        this.options = options;
        this.handler = handler;
        try (PooledByteBuffer buffer = buffers.allocate()) {
            bufferSize = buffer.getBuffer().remaining();
        }
    }

    @Override
    public void handleEvent(StreamConnection connection) {
        handleEvent(connection, null);
    }

    @Override
    public void handleEvent(StreamConnection connection, @Nullable PooledByteBuffer alreadyRead) {
        WatchedHttp2Channel channel =
                new WatchedHttp2Channel(connection, Http2OpenListener.HTTP2, buffers, alreadyRead, options);
        connections.add(channel);
        channel.addCloseTask(connections::remove);
        HttpHandler marked = exchange -> {
            exchange.putAttachment(Http2Stream.OF_EXCHANGE, channel.newest());
            handler.handleRequest(exchange);
        };
        channel.getReceiveSetter().set(new Http2ReceiveListener(marked, options, bufferSize, null));
        channel.resumeReceives();
    }

    @Override
    public HttpHandler getRootHandler() {
        return handler;
    }

    @Override
    public void setRootHandler(HttpHandler rootHandler) {
        handler = rootHandler;
    }

    @Override
    public OptionMap getUndertowOptions() {
        return options;
    }

    @Override
    public void setUndertowOptions(OptionMap undertowOptions) {
        options = undertowOptions;
    }

    @Override
    public ByteBufferPool getBufferPool() {
        return buffers;
    }

    @Override
    public @Nullable ConnectorStatistics getConnectorStatistics() {
        return null;
    }

    @Override
    public void closeConnections() {
        connections.forEach(IoUtils::safeClose);
    }
}
