package io.github.camelmodelarts.http;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.util.concurrent.locks.Lock;

import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.Command;
import org.apache.hc.core5.reactor.IOEventHandler;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.reactor.ssl.SSLIOSession;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * A connection whose responses can be read while they arrive. It corrects three things that HttpCore (5.3) does otherwise. HttpCore pauses a
 * connection, by clearing its interest in input, when the reader of a body has requested no more; but in the same step it reads on as long as
 * data arrives in chunks, without a bound. The time of a pause counts as silence of the server. And if a chunked body breaks off, HttpCore
 * drops the data that it has read in the same step. Thread-safe.
 */
final class StreamingSession implements IOSession {

    private final IOSession session;
    /** Whether the current step has read data. */
    private volatile boolean hasRead;

    private volatile @Nullable IOException broken;

    StreamingSession(IOSession session) {
        this.session = session;
    }

    private boolean isPaused() {
        try {
            return (session.getEventMask() & SelectionKey.OP_READ) == 0;
        } catch (CancelledKeyException e) {
            // another thread closes the connection; an exception here would end the reactor
            return false;
        }
    }

    /**
     * Reads nothing during a pause. The end follows the data before it in a separate step: HttpCore calls again, because the connection stays
     * readable. A TLS session gives HttpCore its data in another way, with bounds, and reports its end only once.
     */
    @Override
    public int read(ByteBuffer to) throws IOException {
        if (session instanceof SSLIOSession) {
            return session.read(to);
        } else if (isPaused()) {
            return 0;
        }
        int read = readOrBreak(to);
        boolean hasEnded = read < 0 || broken != null;
        if (hasEnded && hasRead) {
            return 0;
        } else if (broken != null) {
            throw broken;
        }
        hasRead = hasRead || read > 0;
        return read;
    }

    /** HttpCore calls this at the beginning of each step that reads. */
    @Override
    public void updateReadTime() {
        hasRead = false;
        session.updateReadTime();
    }

    private int readOrBreak(ByteBuffer to) {
        try {
            return broken == null ? session.read(to) : 0;
        } catch (IOException e) {
            // kept, because the system reports it only once
            broken = e;
            return 0;
        }
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        return session.write(from);
    }

    /** The response timeout; none during a pause. */
    @Override
    public Timeout getSocketTimeout() {
        return isPaused() ? Timeout.INFINITE : session.getSocketTimeout();
    }

    @Override
    public void setEvent(int op) {
        if ((op & SelectionKey.OP_READ) != 0) {
            // the silence after a pause begins now
            session.updateReadTime();
        }
        session.setEvent(op);
    }

    @Override
    public IOEventHandler getHandler() {
        return session.getHandler();
    }

    @Override
    public void upgrade(IOEventHandler handler) {
        session.upgrade(handler);
    }

    @Override
    public Lock getLock() {
        return session.getLock();
    }

    @Override
    public void enqueue(Command command, Command.Priority priority) {
        session.enqueue(command, priority);
    }

    @Override
    public boolean hasCommands() {
        return session.hasCommands();
    }

    @Override
    public @Nullable Command poll() {
        return session.poll();
    }

    @Override
    public ByteChannel channel() {
        return session.channel();
    }

    @Override
    public SocketAddress getRemoteAddress() {
        return session.getRemoteAddress();
    }

    @Override
    public SocketAddress getLocalAddress() {
        return session.getLocalAddress();
    }

    @Override
    public int getEventMask() {
        return session.getEventMask();
    }

    @Override
    public void setEventMask(int ops) {
        session.setEventMask(ops);
    }

    @Override
    public void clearEvent(int op) {
        session.clearEvent(op);
    }

    @Override
    public void close() {
        session.close();
    }

    @Override
    public void close(CloseMode mode) {
        session.close(mode);
    }

    @Override
    public Status getStatus() {
        return session.getStatus();
    }

    @Override
    public long getLastReadTime() {
        return session.getLastReadTime();
    }

    @Override
    public long getLastWriteTime() {
        return session.getLastWriteTime();
    }

    @Override
    public long getLastEventTime() {
        return session.getLastEventTime();
    }

    @Override
    public void updateWriteTime() {
        session.updateWriteTime();
    }

    @Override
    public boolean isOpen() {
        return session.isOpen();
    }

    @Override
    public void setSocketTimeout(Timeout timeout) {
        session.setSocketTimeout(timeout);
    }

    @Override
    public String getId() {
        return session.getId();
    }
}
