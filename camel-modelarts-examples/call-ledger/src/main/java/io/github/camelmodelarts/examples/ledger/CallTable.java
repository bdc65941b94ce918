package io.github.camelmodelarts.examples.ledger;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/** The statements on the table of calls. Each changes one row only if it is still as it was read. Thread-safe. */
final class CallTable {

    /** The error of a call that has no end because its worker is dead. */
    static final String NO_END = "The worker ended before the end of the call was written";

    /** The error of a call whose end the database does not have any more. */
    static final String LOST_END = "The database has lost the end of this call";

    private static final String DEAD =
            "incarnation not in (select incarnation from call_ledger_worker where alive_until > current_timestamp)";

    private static final String MARK =
            "update call_ledger set state = 'UNCERTAIN', ended = current_timestamp, error = ? where state = 'CALLING' and "
                    + DEAD;

    private final Database database;
    private final Workers workers;

    CallTable(Database database, Workers workers) {
        this.database = database;
        this.workers = workers;
    }

    /** A row as a call finds it. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Found(LedgerRow row, boolean alive, byte @Nullable [] result) {}

    Optional<Found> find(String input, String step) throws SQLException {
        return database
                .query(
                        row -> new Found(LedgerRow.of(row), row.getInt(13) == 1, row.getBytes(14)),
                        "select " + LedgerRow.COLUMNS + ", case when " + DEAD
                                + " then 0 else 1 end, result from call_ledger where input = ? and step = ?",
                        input,
                        step)
                .stream()
                .findFirst();
    }

    Optional<CallState> state(String input, String step) throws SQLException {
        return database
                .query(
                        row -> CallState.valueOf(row.getString(1)),
                        "select state from call_ledger where input = ? and step = ?",
                        input,
                        step)
                .stream()
                .findFirst();
    }

    /** Adds a row; returns false if there already is one, or if this worker is not alive. */
    boolean add(Call call) throws SQLException {
        return database.insert(
                        "insert into call_ledger (input, step, state, call_id, worker, incarnation, calls, sha256, source, began)"
                                + " select cast(? as varchar), cast(? as varchar), 'CALLING', cast(? as varchar), worker, incarnation, 1, cast(? as varchar), cast(? as varchar), current_timestamp"
                                + " from call_ledger_worker where incarnation = ? and alive_until > current_timestamp",
                        call.input().id(),
                        call.step(),
                        call.id(),
                        call.input().sha256(),
                        call.input().source(),
                        workers.incarnation())
                == 1;
    }

    /** Begins another call; returns false if the row is not as it was found, or if this worker is not alive. */
    boolean callAgain(Call call, LedgerRow found) throws SQLException {
        return database.update(
                        "update call_ledger set state = 'CALLING', call_id = ?, worker = ?, incarnation = ?, calls = calls + 1,"
                                + " source = ?, began = current_timestamp, ended = null, error = null"
                                + " where input = ? and step = ? and state = ? and call_id = ? and " + Workers.ALIVE,
                        call.id(),
                        workers.worker(),
                        workers.incarnation(),
                        call.input().source(),
                        found.input(),
                        found.step(),
                        found.state().name(),
                        found.callId(),
                        workers.incarnation())
                == 1;
    }

    /** Marks calls of dead workers as uncertain; returns how many. */
    int markUncertain() throws SQLException {
        return database.update(MARK, NO_END);
    }

    /** Does this only if this worker is alive: after a time without the database no worker is, and none is dead. */
    int markUncertainIfAlive() throws SQLException {
        return database.update(MARK + " and " + Workers.ALIVE, NO_END, workers.incarnation());
    }

    /** Writes a result; returns false if there already is one, or no row. The first result wins, in any state. */
    boolean done(Call call, byte @Nullable [] result) throws SQLException {
        return database.update(
                        "update call_ledger set state = 'DONE', result = ?, error = null, ended = current_timestamp"
                                + " where input = ? and step = ? and sha256 = ? and state <> 'DONE'",
                        result,
                        call.input().id(),
                        call.step(),
                        call.input().sha256())
                == 1;
    }

    /**
     * Writes an end without a result; returns false if another call has taken the row since, or has its result. A call that others
     * took for uncertain is never open again by itself: the worker that found it uncertain has accepted its record.
     */
    boolean notDone(Call call, CallState state, @Nullable String error) throws SQLException {
        return database.update(
                        "update call_ledger set state = ?, error = ?, ended = current_timestamp"
                                + " where input = ? and step = ? and call_id = ? and state in ('CALLING'"
                                + (state == CallState.OPEN ? ")" : ", 'UNCERTAIN')"),
                        state.name(),
                        error,
                        call.input().id(),
                        call.step(),
                        call.id())
                == 1;
    }

    boolean contains(String input) throws SQLException {
        return !database.query(row -> true, "select 1 from call_ledger where input = ?", input)
                .isEmpty();
    }

    int release(String input, @Nullable String step) throws SQLException {
        String sql =
                "update call_ledger set state = 'OPEN', error = null where state in ('UNCERTAIN', 'REJECTED') and input = ?";
        return step == null ? database.update(sql, input) : database.update(sql + " and step = ?", input, step);
    }

    /** Returns up to so many rows with these states, the oldest first. */
    List<LedgerRow> list(int most, CallState... states) throws SQLException {
        return database.query(
                LedgerRow::of,
                "select " + LedgerRow.COLUMNS + " from call_ledger where state in ("
                        + String.join(", ", Collections.nCopies(states.length, "?"))
                        + ") order by began, input, step limit " + most,
                Arrays.stream(states).map(Enum::name).toArray());
    }

    Map<CallState, Long> counts() throws SQLException {
        Map<CallState, Long> counts = new EnumMap<>(CallState.class);
        for (CallState state : CallState.values()) {
            counts.put(state, 0L);
        }
        database.query(
                row -> counts.put(CallState.valueOf(row.getString(1)), row.getLong(2)),
                "select state, count(*) from call_ledger group by state");
        return counts;
    }
}
