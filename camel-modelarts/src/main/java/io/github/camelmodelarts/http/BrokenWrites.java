package io.github.camelmodelarts.http;

import java.io.IOException;

import org.apache.hc.core5.reactor.IOEventHandler;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.reactor.IOSessionListener;

/**
 * Reads the response that a server sent before it closed the connection during an upload, for example a 413. HttpCore (5.3) ends such an
 * exchange with the failure of the write, and leaves the response in the socket. Thread-safe.
 */
final class BrokenWrites implements IOSessionListener {

    /** The most reads, of 8 KiB each: more than is kept of an error response. */
    private static final int MOST_READS = 32;

    /** Whether a thread of a reactor is writing. A reactor calls the listener before each action, on the same thread. */
    private final ThreadLocal<Boolean> writing = ThreadLocal.withInitial(() -> false);

    @Override
    public void outputReady(IOSession session) {
        writing.set(true);
    }

    @Override
    public void inputReady(IOSession session) {
        writing.set(false);
    }

    @Override
    public void connected(IOSession session) {
        writing.set(false);
    }

    @Override
    public void timeout(IOSession session) {
        writing.set(false);
    }

    /**
     * Reads the response before HttpCore fails the exchange. HttpCore does not fail a complete exchange. The response is read only after a
     * failed write: a response body that ended too early would look complete if it was read again.
     */
    @Override
    public void exception(IOSession session, Exception cause) {
        IOEventHandler handler = session.getHandler();
        if (handler == null || !writing.get() || !(cause instanceof IOException)) {
            return;
        }
        writing.set(false);
        try {
            for (int reads = 0; reads < MOST_READS && session.isOpen(); reads++) {
                // a separate step, as for HttpCore
                session.updateReadTime();
                handler.inputReady(session, null);
            }
        } catch (Throwable nothingMore) {
            // HttpCore reports the failure of the write
        }
    }

    @Override
    public void startTls(IOSession session) {}

    @Override
    public void disconnected(IOSession session) {}
}
