package io.github.camelmodelarts.examples.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;

import org.jspecify.annotations.Nullable;

/**
 * A row of the ledger without its result.
 *
 * @param input the id of the input
 * @param step what is done with the input
 * @param calls how many calls were begun
 * @param callId the last call
 * @param worker the worker that began the last call
 * @param incarnation the start of that worker
 * @param source where the content can be had again, or null
 * @param began when the last call began, by the clock of the database
 * @param ended when its end was written, or null
 * @param error why there is no result, or null
 */
public record LedgerRow(
        String input,
        String step,
        CallState state,
        int calls,
        String callId,
        String worker,
        String incarnation,
        String sha256,
        @Nullable String source,
        OffsetDateTime began,
        @Nullable OffsetDateTime ended,
        @Nullable String error) {

    static final String COLUMNS =
            "input, step, state, calls, call_id, worker, incarnation, sha256, source, began, ended, error";

    static LedgerRow of(ResultSet row) throws SQLException {
        return new LedgerRow(
                row.getString(1),
                row.getString(2),
                CallState.valueOf(row.getString(3)),
                row.getInt(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getString(9),
                row.getObject(10, OffsetDateTime.class),
                row.getObject(11, OffsetDateTime.class),
                row.getString(12));
    }
}
