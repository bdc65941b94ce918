package io.github.camelmodelarts.examples.ledger;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the ends of calls. Those that the database can't take yet wait without a thread. Thread-safe. */
final class CallEnds {

    private static final Logger LOG = LoggerFactory.getLogger(CallEnds.class);
    /** ASCII only: each database can store it. */
    private static final String NOT_STORED = "The database can't store the text of this error: use the encoding UTF8";

    private final CallTable table;
    private final CallBegins begins;
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private boolean failing;
    private boolean closed;

    CallEnds(CallTable table, CallBegins begins) {
        this.table = table;
        this.begins = begins;
    }

    /**
     * What the table has after an end was written.
     *
     * @param state of the row; the result of another call can be there already
     * @param failure why the end is not written as it was, or null
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Written(
            CallState state,
            byte @Nullable [] result,
            @Nullable LedgerException failure) {}

    /** An end that is not written yet. It belongs to one thread, or to the queue: so it ends once. */
    private record Waiting(Call call, CallEnd end, Consumer<Written> then) {

        void handOn(Written written) {
            try {
                then.accept(written);
            } catch (RuntimeException | Error e) {
                // others must be written nevertheless
                LOG.error(
                        "The exchange of input {} failed after its end was written",
                        call.input().id(),
                        e);
            }
        }
    }

    /** Writes an end now or, if the database does not take it, later and on another thread. */
    void write(Call call, CallEnd end, Consumer<Written> then) {
        Waiting one = new Waiting(call, end, then);
        // an attempt after a failure would only hold a thread
        if (isFailing() || !tryWrite(one)) {
            enqueue(one);
        }
    }

    private synchronized boolean isFailing() {
        return failing;
    }

    private synchronized int size() {
        return waiting.size();
    }

    private synchronized @Nullable Waiting poll() {
        return waiting.poll();
    }

    private void enqueue(Waiting one) {
        synchronized (this) {
            if (!closed) {
                waiting.add(one);
                return;
            }
        }
        giveUp(one);
    }

    /** Tries each end that waits once. For one thread at a time. */
    void writeAll() {
        for (int left = size(); left > 0; left--) {
            Waiting next = poll();
            if (next != null && !tryWrite(next)) {
                // to the back: others may succeed
                enqueue(next);
            }
        }
    }

    /** Returns false if the end must be tried again. */
    private boolean tryWrite(Waiting one) {
        Written written;
        try {
            written = written(one.call(), one.end());
        } catch (SQLException | RuntimeException | Error e) {
            // also an Error: the result may be paid for
            failed(one, e);
            return false;
        }
        begins.ended(one.call());
        succeeded();
        one.handOn(written);
        return true;
    }

    private synchronized void failed(Waiting one, Throwable failure) {
        if (!failing && !closed) {
            LOG.warn(
                    "The end of the call for input {} can't be written now. Ends of calls wait until the database takes them: {}",
                    one.call().input().id(),
                    Texts.masked(failure.toString()));
        }
        failing = true;
    }

    private synchronized void succeeded() {
        failing = false;
    }

    private Written written(Call call, CallEnd end) throws SQLException {
        try {
            return ended(call, end);
        } catch (SQLException e) {
            if (!Database.isRefusal(e) || NOT_STORED.equals(end.error())) {
                throw e;
            }
            // the same values would be refused again
            String error = "The database refused the end " + end.state() + " of the call: " + e.getMessage();
            LOG.error("Input {}: {}", call.input().id(), error);
            if (end.state() != CallState.DONE) {
                return written(call, new CallEnd(end.state(), null, NOT_STORED));
            }
            Written instead = written(call, new CallEnd(CallState.REJECTED, null, CallEnd.fitting(error)));
            return instead.state() == CallState.DONE
                    ? instead
                    : new Written(instead.state(), null, new InputRejectedException(error));
        }
    }

    private Written ended(Call call, CallEnd end) throws SQLException {
        boolean mine = end.state() == CallState.DONE
                ? table.done(call, end.result())
                : table.notDone(call, end.state(), end.error());
        if (!mine) {
            Optional<CallTable.Found> found = table.find(call.input().id(), call.step());
            if (found.isPresent() && found.get().row().state() == CallState.DONE) {
                return new Written(CallState.DONE, found.get().result(), null);
            }
            if (found.isPresent() && found.get().row().state() == CallState.UNCERTAIN) {
                // others have taken this worker for dead, and may have given up the input: it must stay in the list
                return new Written(CallState.UNCERTAIN, null, null);
            }
            LOG.warn(
                    "The row of input {} was changed or deleted during its call {}, which ended {}",
                    call.input().id(),
                    call.id(),
                    end.state());
        }
        return new Written(end.state(), end.result(), null);
    }

    /** Ends the wait of all: their calls will be uncertain. */
    void close() {
        List<Waiting> left;
        synchronized (this) {
            closed = true;
            left = new ArrayList<>(waiting);
            waiting.clear();
        }
        left.forEach(this::giveUp);
    }

    private void giveUp(Waiting one) {
        begins.ended(one.call());
        UncertainCallException failure = new UncertainCallException("The ledger was closed before the end "
                + one.end().state() + " of the call for input "
                + one.call().input().id()
                + " was written: the call is uncertain. It is not called again until it is released in the ledger");
        one.handOn(new Written(CallState.UNCERTAIN, null, failure));
    }
}
