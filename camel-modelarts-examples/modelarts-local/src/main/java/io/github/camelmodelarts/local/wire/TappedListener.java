package io.github.camelmodelarts.local.wire;

import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.ConnectorStatistics;
import io.undertow.server.DelegateOpenListener;
import io.undertow.server.HttpHandler;
import io.undertow.server.protocol.http.HttpOpenListener;
import org.jspecify.annotations.Nullable;
import org.xnio.OptionMap;
import org.xnio.StreamConnection;

/** Sets a {@link WireTap} on each connection before Undertow gets it. */
final class TappedListener implements DelegateOpenListener {

    private final HttpOpenListener http;

    /** Passes tapped connections on to {@code http}. */
    TappedListener(HttpOpenListener http) {
        this.http = http;
    }

    @Override
    public void handleEvent(StreamConnection connection) {
        tap(connection);
        http.handleEvent(connection);
    }

    @Override
    public void handleEvent(StreamConnection connection, @Nullable PooledByteBuffer alreadyRead) {
        WireTap tap = tap(connection);
        if (alreadyRead != null) {
            tap.feed(alreadyRead.getBuffer().duplicate());
        }
        http.handleEvent(connection, alreadyRead);
    }

    private static WireTap tap(StreamConnection connection) {
        WireTap tap = new WireTap(connection.getSourceChannel().getConduit());
        connection.getSourceChannel().setConduit(tap);
        return tap;
    }

    @Override
    public HttpHandler getRootHandler() {
        return http.getRootHandler();
    }

    @Override
    public void setRootHandler(HttpHandler rootHandler) {
        http.setRootHandler(rootHandler);
    }

    @Override
    public OptionMap getUndertowOptions() {
        return http.getUndertowOptions();
    }

    @Override
    public void setUndertowOptions(OptionMap undertowOptions) {
        http.setUndertowOptions(undertowOptions);
    }

    @Override
    public ByteBufferPool getBufferPool() {
        return http.getBufferPool();
    }

    @Override
    public ConnectorStatistics getConnectorStatistics() {
        return http.getConnectorStatistics();
    }

    @Override
    public void closeConnections() {
        http.closeConnections();
    }
}
