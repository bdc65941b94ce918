package io.github.camelmodelarts.http;

import java.io.IOException;

import org.apache.hc.core5.reactor.IOEventHandler;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.reactor.IOSessionListener;

/**
 * Reads what a server said before it closed a connection to which a request was still being written: a 413 in the middle of an upload,
 * say. HttpCore (5.3) ends an exchange with the failure of the write, and leaves the answer in the socket. Thread-safe.
 */
final class BrokenWrites implements IOSessionListener {

    /** Of 8 KiB each: more than is kept of a failure. */
    private static final int MOST_READS = 32;

    /** Whether a reactor's thread writes just now; it does one thing at a time, and says before what that is. */
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
     * Runs before the exchange is told of the failure; one that is complete by then is told nothing. Only after a write: a body that ended
     * early looks complete to whoever reads on.
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
                handler.inputReady(session, null);
            }
        } catch (Throwable nothingMore) {
            // what broke first is told
        }
    }

    @Override
    public void startTls(IOSession session) {}

    @Override
    public void disconnected(IOSession session) {}
}
