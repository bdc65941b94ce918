package io.github.camelmodelarts.http;

import java.io.IOException;
import java.util.concurrent.Future;
import java.util.function.Consumer;

import org.apache.hc.client5.http.EndpointInfo;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.client5.http.async.AsyncExecChainHandler;
import org.apache.hc.client5.http.async.AsyncExecRuntime;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.concurrent.CallbackContribution;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequestInterceptor;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.RequestNotExecutedException;
import org.apache.hc.core5.http.nio.AsyncDataConsumer;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.ConnectionInitiator;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.util.TimeValue;
import org.jspecify.annotations.Nullable;

/**
 * Ends one exchange wherever it stands, and with it the connection that it has or is about to have, unless others share that.
 * HttpClient's own cancelling (5.5.1) loses sight of an exchange: AsyncConnectExec notes the lease and the connect as what there is to
 * cancel after they are done and the exchange has been noted, and nothing can cancel a TLS handshake. Such an exchange would keep its
 * connection for as long as the server says something now and then. Over HTTP/2, HttpClient closes the connection that calls share
 * when one of them fails. Thread-safe.
 */
final class Cancellation implements Http2Connection.Exchange {

    private static final String KEY = Cancellation.class.getName();

    /** Takes notice of the connection that an exchange is given, and of its failure. */
    static final AsyncExecChainHandler NOTE_RUNTIME = (request, body, scope, chain, callback) -> {
        Cancellation mine = of(scope.clientContext);
        if (mine == null) {
            chain.proceed(request, body, scope, callback);
            return;
        }
        mine.route = scope.route;
        mine.runtime = scope.execRuntime;
        chain.proceed(request, body, scope, mine.leaving(scope.execRuntime, callback));
    };

    /** Runs right before the head is written: what was given up meanwhile is not sent. */
    static final HttpRequestInterceptor SEND_NOTHING_GIVEN_UP = (request, body, context) -> {
        Cancellation mine = of(context);
        if (mine != null && mine.cancelled) {
            // over HTTP/2 ends the stream; anything but a protocol's failure would end the connection
            throw new ProtocolException("The call was given up before it was sent");
        }
    };

    /** Runs right before the head is written, too: the connection takes note which stream is whose. */
    static final HttpRequestInterceptor NOTE_STREAM = (request, body, context) -> {
        Cancellation mine = of(context);
        if (mine != null) {
            Http2Connection.sending(mine);
        }
    };

    private final HttpReply reply;
    private volatile boolean cancelled;
    private volatile @Nullable HttpRoute route;
    private volatile @Nullable AsyncExecRuntime runtime;
    private volatile @Nullable Future<?> connecting;
    private volatile @Nullable IOSession connected;
    private volatile @Nullable Http2Connection shared;
    private volatile int stream;

    private Cancellation(HttpReply reply) {
        this.reply = reply;
    }

    /** Of the exchange that is about to be made in a context, where all who work for it find this. */
    static Cancellation in(HttpClientContext context, HttpReply reply) {
        Cancellation made = new Cancellation(reply);
        context.setAttribute(KEY, made);
        return made;
    }

    static @Nullable Cancellation of(@Nullable HttpContext context) {
        return context == null ? null : (Cancellation) context.getAttribute(KEY);
    }

    /** Once the exchange is over this does nothing: its connection may serve another one. */
    void cancel() {
        cancelled = true;
        Future<?> attempt = connecting;
        if (attempt != null) {
            attempt.cancel(true);
        }
        IOSession session = connected;
        if (session != null) {
            session.close(CloseMode.IMMEDIATE);
        }
        AsyncExecRuntime running = runtime;
        if (running != null) {
            leave(running);
        }
    }

    private AsyncExecCallback leaving(AsyncExecRuntime running, AsyncExecCallback callback) {
        return new AsyncExecCallback() {
            @Override
            public @Nullable AsyncDataConsumer handleResponse(HttpResponse response, @Nullable EntityDetails entity)
                    throws HttpException, IOException {
                return callback.handleResponse(response, entity);
            }

            @Override
            public void handleInformationResponse(HttpResponse response) throws HttpException, IOException {
                callback.handleInformationResponse(response);
            }

            @Override
            public void completed() {
                callback.completed();
            }

            @Override
            public void failed(Exception cause) {
                leave(running);
                callback.failed(cause);
            }
        };
    }

    @Override
    public void sentOn(Http2Connection connection, int number) {
        stream = number;
        shared = connection;
    }

    @Override
    public void notExecuted() {
        reply.abandon(reply.said(new RequestNotExecutedException("The server ends the connection (HTTP/2 GOAWAY)")));
    }

    /** Closes the exchange's connection, or gives it back if others may share it. Once is enough. */
    private void leave(AsyncExecRuntime running) {
        if (isShared(running) && mayStay()) {
            running.markConnectionReusable(null, TimeValue.NEG_ONE_MILLISECOND);
            running.releaseEndpoint();
        } else {
            running.discardEndpoint();
        }
    }

    private boolean mayStay() {
        Http2Connection known = shared;
        return known == null || known.leave(stream);
    }

    /** Told that the connection is complete: from here on it is the runtime's. */
    void connected() {
        connected = null;
    }

    @Nullable
    HttpRoute route() {
        return route;
    }

    private static boolean isShared(AsyncExecRuntime running) {
        EndpointInfo connection = running.getEndpointInfo();
        return connection != null && HttpVersion.HTTP_2.equals(connection.getProtocol());
    }

    /** @param opened is given each connection before anything else is done with it */
    ConnectionInitiator watching(ConnectionInitiator initiator, Consumer<IOSession> opened) {
        return (host, remote, local, timeout, attachment, callback) -> {
            Future<IOSession> attempt =
                    initiator.connect(host, remote, local, timeout, attachment, new CallbackContribution<>(callback) {
                        @Override
                        public void completed(IOSession session) {
                            opened.accept(session);
                            connected = session;
                            if (cancelled) {
                                session.close(CloseMode.IMMEDIATE);
                            }
                            callback.completed(session);
                        }
                    });
            connecting = attempt;
            if (cancelled) {
                attempt.cancel(true);
            }
            return attempt;
        };
    }
}
