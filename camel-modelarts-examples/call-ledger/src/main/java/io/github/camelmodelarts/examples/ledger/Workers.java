package io.github.camelmodelarts.examples.ledger;

import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The place of this worker among the workers of the ledger. Each start of a program is an incarnation of its worker. An incarnation is
 * alive for a lease after its last heartbeat. Only the clock of the database counts. Thread-safe.
 */
final class Workers {

    /** A condition of a statement: the incarnation, which is a parameter, is alive. */
    static final String ALIVE =
            "exists (select 1 from call_ledger_worker where incarnation = ? and alive_until > current_timestamp)";

    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

    private final Database database;
    private final Database heartbeats;
    private final boolean exclusive;
    private final String worker;
    private final Duration lease;
    private final String until;
    private final String incarnation = UUID.randomUUID().toString();
    private final CompletableFuture<Void> replaced = new CompletableFuture<>();
    private volatile boolean joined;
    private volatile long lastBeat;
    /** Since when each heartbeat was written in time. */
    private volatile long steadySince;

    /** @param heartbeats the same database with a connection of its own, for which a heartbeat does not wait */
    Workers(Database database, Database heartbeats, LedgerSettings settings) {
        this.database = database;
        this.heartbeats = heartbeats;
        this.exclusive = settings.exclusive();
        this.worker = settings.workerId();
        this.lease = settings.lease();
        // both databases understand the literal; with a parameter they need different expressions
        this.until =
                String.format(Locale.ROOT, "current_timestamp + interval '%.3f' second", lease.toMillis() / 1000.0);
    }

    String worker() {
        return worker;
    }

    String incarnation() {
        return incarnation;
    }

    /**
     * Takes the place of this worker. A dead predecessor is replaced; this waits until its lease has ended.
     *
     * @throws WorkerIdInUseException if a program with the same id writes heartbeats
     */
    void join() throws SQLException, LedgerException, InterruptedException {
        if (exclusive) {
            forget();
        }
        long deadline = System.nanoTime() + lease.toNanos() + lease.toNanos() / 2;
        Place first = null;
        while (!tryJoin()) {
            List<Place> places = heartbeats.query(
                    row -> new Place(row.getString(1), row.getObject(2, OffsetDateTime.class)),
                    "select incarnation, alive_until from call_ledger_worker where worker = ?",
                    worker);
            if (!places.isEmpty()) {
                Place now = places.get(0);
                first = first == null ? now : first;
                // a later end is a heartbeat
                if (!now.equals(first) || System.nanoTime() > deadline) {
                    throw new WorkerIdInUseException("A living worker of the ledger has the id " + worker
                            + ". Give each program an id of its own, or stop the other one");
                }
            }
            Thread.sleep(Math.min(100, lease.toMillis() / 10));
        }
        lastBeat = System.nanoTime();
        steadySince = lastBeat;
        joined = true;
    }

    /** Returns whether this worker has a place and is not closed. */
    boolean hasJoined() {
        return joined;
    }

    /** Takes all workers for dead, because no other program can use the ledger. */
    void forget() throws SQLException {
        database.update("delete from call_ledger_worker");
    }

    private record Place(String incarnation, OffsetDateTime aliveUntil) {}

    private boolean tryJoin() throws SQLException {
        return tryInsert()
                || heartbeats.update(
                                "update call_ledger_worker set incarnation = ?, alive_until = " + until
                                        + " where worker = ? and alive_until <= current_timestamp",
                                incarnation,
                                worker)
                        == 1;
    }

    private boolean tryInsert() throws SQLException {
        return heartbeats.insert(
                        "insert into call_ledger_worker (worker, incarnation, alive_until) values (?, ?, " + until
                                + ")",
                        worker,
                        incarnation)
                == 1;
    }

    /** Writes a heartbeat. */
    synchronized void beat() throws SQLException {
        if (!joined || isReplaced()) {
            return;
        }
        boolean inTime = false;
        try {
            inTime = tryBeat() && System.nanoTime() - lastBeat < twoThirds();
        } finally {
            lastBeat = System.nanoTime();
            if (!inTime) {
                steadySince = lastBeat;
            }
        }
    }

    /** Returns false if this worker did not have its place any more. */
    private boolean tryBeat() throws SQLException {
        int mine = heartbeats.update(
                "update call_ledger_worker set alive_until = " + until + " where worker = ? and incarnation = ?",
                worker,
                incarnation);
        if (mine == 1) {
            return true;
        } else if (tryInsert()) {
            LOG.warn("The place of worker {} in the ledger was deleted. It has one again", worker);
        } else {
            LOG.error(
                    "Another program has taken the place of worker {} in the ledger. This one begins no more calls: stop it, and give each program an id of its own",
                    worker);
            replaced.complete(null);
        }
        return false;
    }

    private long twoThirds() {
        return lease.toNanos() / 3 * 2;
    }

    /** Returns whether another incarnation has the place of this one. */
    boolean isReplaced() {
        return replaced.isDone();
    }

    /** Runs something on a thread of its own when another incarnation has the place of this one. */
    void whenReplaced(Runnable action) {
        var unused = replaced.thenRun(() -> {
            Thread thread = new Thread(action, "CallLedgerReplaced");
            thread.setDaemon(true);
            thread.start();
        });
    }

    /**
     * Returns whether a worker whose lease has ended is dead. After a time without the database the leases of all have ended: each
     * worker then waits as long as the others may need for a heartbeat.
     */
    boolean mayTakeForDead() {
        long last = lastBeat;
        return exclusive || (System.nanoTime() - last < twoThirds() && last - steadySince >= lease.toNanos());
    }

    /** Removes the places of workers that have been dead for a day and have left nothing. */
    void removeOld() throws SQLException {
        database.update(
                "delete from call_ledger_worker where alive_until < current_timestamp - interval '1' day and not exists"
                        + " (select 1 from call_ledger where state = 'CALLING' and call_ledger.incarnation = call_ledger_worker.incarnation)");
    }

    /** Returns whether this is the first of the living workers: one does for all what must be done again and again. */
    boolean isFirst() throws SQLException {
        return database.query(
                        row -> worker.equals(row.getString(1)),
                        "select min(worker) from call_ledger_worker where alive_until > current_timestamp")
                .contains(true);
    }

    boolean isAlive() throws SQLException {
        return !database.query(
                        row -> true,
                        "select 1 from call_ledger_worker where incarnation = ? and alive_until > current_timestamp",
                        incarnation)
                .isEmpty();
    }

    /** Gives up the place: what this worker still calls is uncertain from now on. */
    void leave() throws SQLException {
        if (joined) {
            joined = false;
            delete();
        }
    }

    // a heartbeat must not bring the place back
    private synchronized void delete() throws SQLException {
        heartbeats.update("delete from call_ledger_worker where incarnation = ?", incarnation);
    }
}
