package io.github.camelmodelarts.http;

import java.io.IOException;
import java.util.concurrent.Future;
import java.util.function.Consumer;

import org.apache.hc.client5.http.EndpointInfo;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.client5.http.async.AsyncExecChainHandler;
import org.apache.hc.client5.http.async.AsyncExecRuntime;
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
 * Cancels one exchange in any phase, and closes its connection, also one that is being opened, unless other exchanges share it.
 * HttpClient's own cancellation (5.5.1) can miss an exchange: AsyncConnectExec registers the lease and the connect for cancellation only
 * when they are done and the exchange was registered, and a TLS handshake can't be cancelled. Such an exchange would keep its connection
 * as long as the server sends data from time to time. Over HTTP/2, HttpClient closes a shared connection when one of its calls fails; this
 * class prevents that. Thread-safe.
 */
final class Cancellation implements Http2Connection.Exchange {

    /** Records the connection of an exchange, and handles the failure of the exchange. */
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

    /** Runs directly before the head is written: a cancelled exchange is not sent. */
    static final HttpRequestInterceptor SEND_NOTHING_GIVEN_UP = (request, body, context) -> {
        Cancellation mine = of(context);
        if (mine != null && mine.cancelled) {
            // over HTTP/2 this ends the stream; any other exception would end the connection
            throw new ProtocolException("The call was cancelled before it was sent");
        }
    };

    /** Also runs directly before the head is written: the connection records which stream belongs to which exchange. */
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

    /** Creates the cancellation of an exchange and stores it in the context of the exchange, where {@link #of} finds it. */
    static Cancellation in(ExchangeContext context, HttpReply reply) {
        Cancellation made = new Cancellation(reply);
        context.exchange(made);
        return made;
    }

    static @Nullable Cancellation of(@Nullable HttpContext context) {
        ExchangeContext exchange = ExchangeContext.of(context);
        return exchange != null && exchange.exchange() instanceof Cancellation mine ? mine : null;
    }

    /** Cancels the exchange. Does nothing once the exchange is over, because its connection can serve another one. */
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

    /** Prevents the timeout of an HTTP/2 connection; {@link StreamingSession} does it for HTTP/1.1. */
    void keepWaiting() {
        Http2Connection known = shared;
        if (known != null) {
            known.keepWaiting();
        }
    }

    @Override
    public void notExecuted() {
        reply.abandon(reply.said(new RequestNotExecutedException("The server ends the connection (HTTP/2 GOAWAY)")));
    }

    /** Closes the exchange's connection, or releases it if others can share it. Further calls have no effect. */
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

    /** Called when the connection is complete: from then on the runtime owns it. */
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

    /** @param opened receives each connection before it is used otherwise */
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
