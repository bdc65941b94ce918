package io.github.camelmodelarts.examples.ledger;

import java.sql.SQLException;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/** Decides whether a call may begin, and writes its row. Thread-safe. */
final class CallBegins {

    /** How often a row that other workers change at the same moment is read again. */
    private static final int LOOKS = 10;

    private final LedgerSettings settings;
    private final CallTable table;
    private final Workers workers;
    private final Set<String> calling = ConcurrentHashMap.newKeySet();
    /** Begins that failed: the database can have written their rows nevertheless, but no call was made. */
    private final Set<String> failed = ConcurrentHashMap.newKeySet();

    CallBegins(LedgerSettings settings, CallTable table, Workers workers) {
        this.settings = settings;
        this.table = table;
        this.workers = workers;
    }

    /** The answer of the ledger: the call that has begun, or null and the result that is stored already. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Begin(@Nullable Call call, byte @Nullable [] result) {}

    Begin begin(Input input, String step) throws LedgerException, SQLException {
        requirePlace();
        Call call = new Call(input, step, UUID.randomUUID().toString());
        // before it is in the table: a row whose call is not in this set is taken for one of a failed begin
        calling.add(call.id());
        boolean begun = false;
        try {
            Begin begin = begin(call);
            begun = begin.call() != null;
            return begin;
        } finally {
            if (!begun) {
                calling.remove(call.id());
            }
        }
    }

    private void requirePlace() throws LedgerUnavailableException {
        if (!workers.hasJoined()) {
            throw new LedgerUnavailableException(
                    "The ledger is closed, or was opened only to look: it begins no calls", null);
        } else if (workers.isReplaced()) {
            throw new LedgerUnavailableException(
                    "Another program has the id " + workers.worker()
                            + " in the ledger. Give each program an id of its own",
                    null);
        }
    }

    /** Forgets a call whose end is written. */
    void ended(Call call) {
        calling.remove(call.id());
    }

    private Begin begin(Call call) throws SQLException, LedgerException {
        for (int look = 0; look < LOOKS; look++) {
            CallTable.Found found = table.find(call.input().id(), call.step()).orElse(null);
            if (found != null && !found.row().sha256().equals(call.input().sha256())) {
                throw new InputChangedException(
                        "The content of input " + call.input().id()
                                + " has changed: the ledger knows it with SHA-256 "
                                + found.row().sha256() + ", now it has "
                                + call.input().sha256() + ". Give another content another id");
            } else if (found != null && found.row().state() == CallState.DONE) {
                return new Begin(null, found.result());
            }
            if ((found == null || mayCall(call, found)) && tryBegin(call, found)) {
                return new Begin(call, null);
            } else if (!workers.isAlive()) {
                // the lease has ended, because this machine was suspended for example, or the database did not answer
                workers.beat();
                requirePlace();
            }
        }
        throw inProgress(call.input().id(), call.step());
    }

    private boolean tryBegin(Call call, CallTable.@Nullable Found found) throws SQLException {
        boolean known = false;
        try {
            boolean begun = found == null ? table.add(call) : table.callAgain(call, found.row());
            if (begun && found != null) {
                failed.remove(found.row().callId());
            }
            known = true;
            return begun;
        } finally {
            if (!known) {
                failed.add(call.id());
            }
        }
    }

    /** Returns whether a row allows a call; false if it must be read again. Otherwise throws the reason. */
    private boolean mayCall(Call call, CallTable.Found found) throws SQLException, LedgerException {
        LedgerRow row = found.row();
        if (row.state() == CallState.OPEN) {
            return true;
        } else if (row.state() == CallState.REJECTED) {
            throw new InputRejectedException("Input " + row.input() + " in step " + row.step()
                    + " was rejected earlier: " + row.error() + ". Release it if it may be called again");
        } else if (calling.contains(row.callId())) {
            // also if others took this worker for dead meanwhile
            throw inProgress(row.input(), row.step());
        } else if (failed.contains(row.callId())) {
            return true;
        }
        boolean mine = row.incarnation().equals(workers.incarnation());
        boolean alive = found.alive() || !workers.mayTakeForDead();
        if (row.state() == CallState.CALLING && !mine && alive) {
            throw inProgress(row.input(), row.step());
        } else if (settings.onUncertain() == OnUncertain.REPEAT) {
            return true;
        } else if (row.state() == CallState.CALLING && mine) {
            // its end was written, but the database has lost it: it was replaced by a copy that was not up to date
            Call lost = new Call(call.input(), call.step(), row.callId());
            table.notDone(lost, CallState.UNCERTAIN, CallTable.LOST_END);
            return false;
        } else if (row.state() == CallState.CALLING) {
            table.markUncertainIfAlive();
            return false;
        }
        throw new UncertainCallException("Input " + row.input() + " in step " + row.step()
                + " may have been predicted by the call of " + row.began() + " by worker " + row.worker() + ": "
                + row.error() + ". It is not called again until it is released in the ledger");
    }

    private static CallInProgressException inProgress(String input, String step) {
        return new CallInProgressException(
                "Another call for input " + input + " in step " + step + " is under way. Try again later");
    }
}
