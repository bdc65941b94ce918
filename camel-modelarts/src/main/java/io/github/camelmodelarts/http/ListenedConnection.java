package io.github.camelmodelarts.http;

import java.io.IOException;
import java.net.SocketAddress;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;

import org.apache.hc.client5.http.nio.ManagedAsyncClientConnection;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.ProtocolVersion;
import org.apache.hc.core5.http.RequestNotExecutedException;
import org.apache.hc.core5.http.nio.command.RequestExecutionCommand;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.net.NamedEndpoint;
import org.apache.hc.core5.reactor.Command;
import org.apache.hc.core5.reactor.ProtocolIOSession;
import org.apache.hc.core5.reactor.ssl.SSLBufferMode;
import org.apache.hc.core5.reactor.ssl.SSLSessionInitializer;
import org.apache.hc.core5.reactor.ssl.SSLSessionVerifier;
import org.apache.hc.core5.reactor.ssl.TlsDetails;
import org.apache.hc.core5.reactor.ssl.TransportSecurityLayer;
import org.apache.hc.core5.util.Identifiable;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * A connection of HttpClient together with the facts from its HTTP/2 frames, if it uses HTTP/2. HttpClient (5.5) was made for one exchange on a
 * connection; this class prevents the end of one exchange from affecting the others. Thread-safe.
 */
final class ListenedConnection implements ManagedAsyncClientConnection, Identifiable {

    private final ManagedAsyncClientConnection connection;
    private final Http2Connection http2;

    ListenedConnection(ManagedAsyncClientConnection connection, Http2Connection http2) {
        this.connection = connection;
        this.http2 = http2;
    }

    Http2Connection http2() {
        return http2;
    }

    /** Whether the connection accepts more exchanges. */
    boolean takesMore() {
        return connection.isOpen() && !http2.isRetired();
    }

    /**
     * Always true once the connection can be shared: otherwise the first exchange that found it closed or going away would close it while others
     * use it, and two such exchanges would each open a new one. Instead these exchanges fail when they are submitted.
     */
    @Override
    public boolean isOpen() {
        return http2.isRoomKnown() || connection.isOpen();
    }

    @Override
    public void submitCommand(Command command, Command.Priority priority) {
        if (command instanceof RequestExecutionCommand request && http2.isRoomKnown() && !takesMore()) {
            request.failed(new RequestNotExecutedException());
            return;
        }
        connection.submitCommand(command, priority);
        if (http2.isGoingAway()) {
            // the server sent GOAWAY since the check above
            http2.failWaiting();
        }
    }

    /** Removes the time limit of the connection, unless other exchanges use it. */
    @Override
    public void passivate() {
        if (!http2.isBusy()) {
            connection.passivate();
        }
    }

    /** Prepares the connection for an exchange, which then sets its own time limit. */
    @Override
    public void activate() {
        if (!http2.isBusy()) {
            connection.activate();
        }
    }

    @Override
    public String getId() {
        return connection instanceof Identifiable known ? known.getId() : String.valueOf(connection);
    }

    @Override
    public void switchProtocol(String protocol, FutureCallback<ProtocolIOSession> callback) {
        connection.switchProtocol(protocol, callback);
    }

    @Override
    public void startTls(
            SSLContext context,
            NamedEndpoint endpoint,
            SSLBufferMode buffers,
            SSLSessionInitializer initializer,
            SSLSessionVerifier verifier,
            Timeout timeout) {
        connection.startTls(context, endpoint, buffers, initializer, verifier, timeout);
    }

    @Override
    public void startTls(
            SSLContext context,
            NamedEndpoint endpoint,
            SSLBufferMode buffers,
            SSLSessionInitializer initializer,
            SSLSessionVerifier verifier,
            Timeout timeout,
            FutureCallback<TransportSecurityLayer> callback) {
        connection.startTls(context, endpoint, buffers, initializer, verifier, timeout, callback);
    }

    @Override
    public TlsDetails getTlsDetails() {
        return connection.getTlsDetails();
    }

    @Override
    public @Nullable SSLSession getSSLSession() {
        return connection.getSSLSession();
    }

    @Override
    public EndpointDetails getEndpointDetails() {
        return connection.getEndpointDetails();
    }

    @Override
    public SocketAddress getLocalAddress() {
        return connection.getLocalAddress();
    }

    @Override
    public SocketAddress getRemoteAddress() {
        return connection.getRemoteAddress();
    }

    @Override
    public ProtocolVersion getProtocolVersion() {
        return connection.getProtocolVersion();
    }

    @Override
    public Timeout getSocketTimeout() {
        return connection.getSocketTimeout();
    }

    @Override
    public void setSocketTimeout(Timeout timeout) {
        connection.setSocketTimeout(timeout);
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }

    @Override
    public void close(CloseMode mode) {
        connection.close(mode);
    }
}
