package io.github.camelmodelarts.local.wire;

import io.undertow.util.AttachmentKey;

/** The stream of HTTP/2 that an exchange uses. */
final class Http2Stream {

    /** Each exchange over HTTP/2 has one. */
    static final AttachmentKey<Http2Stream> OF_EXCHANGE = AttachmentKey.create(Http2Stream.class);

    private final WatchedHttp2Channel connection;
    private final int id;

    Http2Stream(WatchedHttp2Channel connection, int id) {
        this.connection = connection;
        this.id = id;
    }

    /** Calls {@code left} when the client resets this stream or closes the connection. */
    void onReset(Runnable left) {
        connection.watch(id, left);
    }

    /** Ends {@link #onReset}. */
    void forget() {
        connection.forget(id);
    }
}
