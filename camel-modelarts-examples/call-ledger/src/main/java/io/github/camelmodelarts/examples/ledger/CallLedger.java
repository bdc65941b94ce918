package io.github.camelmodelarts.examples.ledger;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A table of calls in a database, by which each input is predicted at most once: a row is written before the call, and its result with
 * its end. What a killed worker has left is uncertain, and listed. Close it after the CamelContext has stopped: calls whose end
 * can't be written any more will be uncertain. Thread-safe.
 */
public final class CallLedger implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CallLedger.class);

    private final LedgerSettings settings;
    private final Database database;
    private final Database heartbeats;
    private final Workers workers;
    private final CallTable table;
    private final CallBegins begins;
    private final CallEnds ends;
    private final Turns turns;
    private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(3, task -> {
        Thread thread = new Thread(task, "CallLedger");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicBoolean closed = new AtomicBoolean();
    private boolean warned;

    private CallLedger(LedgerSettings settings, Database database, Database heartbeats) {
        this.settings = settings;
        this.database = database;
        this.heartbeats = heartbeats;
        this.turns = new Turns(settings.maxCalls());
        this.workers = new Workers(database, heartbeats, settings);
        this.table = new CallTable(database, workers);
        this.begins = new CallBegins(settings, table, workers);
        this.ends = new CallEnds(table, begins);
    }

    /**
     * Opens the ledger: creates the tables if they are missing, and takes the place of this worker.
     *
     * @throws LedgerUnavailableException if the database can't be reached
     * @throws LedgerVersionException if the tables are those of another version
     * @throws WorkerIdInUseException if another living worker has the same id
     */
    public static CallLedger open(LedgerSettings settings) throws LedgerException {
        return open(settings, ledger -> {
            Schema.ensure(ledger.database);
            ledger.workers.join();
            if (settings.exclusive()) {
                ledger.markUncertain();
            }
            ledger.start();
        });
    }

    /**
     * Opens the ledger for a person: it begins no calls, and marks what workers without a heartbeat have left.
     *
     * @throws LedgerUnavailableException if the database can't be reached, or has no ledger
     * @throws LedgerVersionException if the tables are those of another version
     */
    public static CallLedger openToLook(LedgerSettings settings) throws LedgerException {
        return open(settings, ledger -> {
            Schema.require(ledger.database);
            if (settings.exclusive()) {
                ledger.workers.forget();
            }
            ledger.markUncertain();
        });
    }

    private interface Opening {
        void prepare(CallLedger ledger) throws SQLException, LedgerException, InterruptedException;
    }

    private static CallLedger open(LedgerSettings settings, Opening opening) throws LedgerException {
        CallLedger opened = null;
        boolean open = false;
        try {
            opened = new CallLedger(settings, new Database(settings, Database.CONNECTIONS), new Database(settings, 1));
            opening.prepare(opened);
            open = true;
            return opened;
        } catch (SQLException e) {
            throw unavailable(settings, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LedgerUnavailableException("Opening the ledger was interrupted", e);
        } finally {
            if (!open && opened != null) {
                opened.close();
            }
        }
    }

    private static LedgerUnavailableException unavailable(LedgerSettings settings, Throwable cause) {
        return new LedgerUnavailableException(
                "The database of the call ledger can't be used (" + settings.openUrl() + "): "
                        + Texts.masked(String.valueOf(cause.getMessage()))
                        + ". Check that it runs, and the URL, the user and the password",
                cause);
    }

    private void start() {
        long third = settings.lease().toMillis() / 3;
        clock.scheduleWithFixedDelay(this::beat, third, third, TimeUnit.MILLISECONDS);
        clock.scheduleWithFixedDelay(this::markDead, third, third, TimeUnit.MILLISECONDS);
        clock.scheduleWithFixedDelay(ends::writeAll, 1, 1, TimeUnit.SECONDS);
    }

    private void beat() {
        try {
            workers.beat();
            warned = false;
        } catch (SQLException | RuntimeException | Error e) {
            if (!warned) {
                warned = true;
                LOG.warn(
                        "{}. Calls begin again when it answers",
                        unavailable(settings, e).getMessage());
            }
        }
    }

    private void markDead() {
        try {
            if (workers.mayTakeForDead() && workers.isFirst()) {
                report(table.markUncertainIfAlive());
                workers.removeOld();
            }
        } catch (SQLException | RuntimeException | Error e) {
            // the heartbeat warns
            LOG.debug("Calls of dead workers can't be marked now", e);
        }
    }

    private void markUncertain() throws SQLException {
        report(table.markUncertain());
    }

    private static void report(int marked) {
        if (marked > 0) {
            LOG.warn(
                    "Calls without an end, of workers that have ended: {}. They are uncertain, and in the list of the ledger",
                    marked);
        }
    }

    /**
     * Runs something, once and on a thread of its own, when another program has taken the place of this worker. From then on the ledger
     * begins no calls. A program should stop then, so that others get what it holds.
     */
    public void whenReplaced(Runnable action) {
        workers.whenReplaced(action);
    }

    /**
     * Returns a policy for the one call in a route:
     * {@code .policy(ledger.once("iris")).to("modelarts:predict?address={{iris.address}}").end()}.
     *
     * @param step names the call, because an input can go through several, at most 100 characters
     * @throws IllegalArgumentException if the step has no name or a longer one
     */
    public CallOnce once(String step) {
        if (step.isBlank() || step.length() > 100) {
            throw new IllegalArgumentException("The name of a step has 1 to 100 characters");
        }
        return new CallOnce(this, step);
    }

    Turns turns() {
        return turns;
    }

    CallBegins.Begin begin(Input input, String step) throws LedgerException {
        return asking(() -> begins.begin(input, step));
    }

    /** Writes the end of a call. If the database can't be reached this happens later, on another thread. */
    void end(Call call, CallEnd end, Consumer<CallEnds.Written> then) {
        ends.write(call, end, then);
    }

    /**
     * Returns the rows with one of these states, or all, the oldest first. All of them are in memory. Before, calls of workers whose
     * lease has ended are marked as uncertain.
     *
     * @throws LedgerUnavailableException if the database can't be reached
     */
    public List<LedgerRow> list(CallState... states) throws LedgerException {
        return list(Integer.MAX_VALUE, states);
    }

    List<LedgerRow> list(int most, CallState... states) throws LedgerException {
        return asking(() -> {
            markUncertain();
            return table.list(most, states.length == 0 ? CallState.values() : states);
        });
    }

    /**
     * Returns whether a call was ever begun for an input, in any step.
     *
     * @throws LedgerUnavailableException if the database can't be reached
     */
    public boolean contains(String input) throws LedgerException {
        return asking(() -> table.contains(input));
    }

    /**
     * Returns the state of the call for an input and a step; empty if none was begun.
     *
     * @throws LedgerUnavailableException if the database can't be reached
     */
    public Optional<CallState> state(String input, String step) throws LedgerException {
        return asking(() -> table.state(input, step));
    }

    /**
     * Returns the result for an input and a step; empty if there is none.
     *
     * @throws LedgerUnavailableException if the database can't be reached
     */
    public Optional<byte[]> result(String input, String step) throws LedgerException {
        return asking(() -> table.find(input, step).map(CallTable.Found::result));
    }

    /**
     * Allows another call for an input that is uncertain or was rejected.
     *
     * @param step null for all steps of the input
     * @return how many rows are open now
     * @throws LedgerUnavailableException if the database can't be reached
     */
    public int release(String input, @Nullable String step) throws LedgerException {
        return asking(() -> table.release(input, step));
    }

    /**
     * Returns how many rows there are for each state. Before, calls of workers whose lease has ended are marked as uncertain.
     *
     * @throws LedgerUnavailableException if the database can't be reached
     */
    public Map<CallState, Long> counts() throws LedgerException {
        return asking(() -> {
            markUncertain();
            return table.counts();
        });
    }

    private interface Question<T> {
        T ask() throws SQLException, LedgerException;
    }

    private <T> T asking(Question<T> question) throws LedgerException {
        try {
            return question.ask();
        } catch (SQLException e) {
            throw unavailable(settings, e);
        }
    }

    /**
     * Gives up the place of this worker. Exchanges whose end could not be written yet fail with {@link UncertainCallException}, those
     * that wait for their turn with {@link LedgerUnavailableException}.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        // without an interrupt, which closes a file of H2
        clock.shutdown();
        try {
            workers.leave();
        } catch (SQLException e) {
            LOG.warn("The ledger could not sign off: {}", Texts.masked(String.valueOf(e.getMessage())));
        }
        ends.close();
        turns.close();
        heartbeats.close();
        database.close();
    }
}
