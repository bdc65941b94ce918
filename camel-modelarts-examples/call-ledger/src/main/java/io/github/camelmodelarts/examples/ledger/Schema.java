package io.github.camelmodelarts.examples.ledger;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;

/** The tables of the ledger in the database. */
final class Schema {

    static final int VERSION = 1;

    private static final int ATTEMPTS = 20;
    private static final int PAUSE_MS = 50;
    /** Undefined table, of both databases. */
    private static final List<String> MISSING = List.of("42P01", "42S02", "42S03", "42S04");

    private Schema() {}

    /** Creates the tables if they are missing. Many workers may do this at the same time. */
    static void ensure(Database database) throws SQLException, LedgerException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                if (!isThere(database)) {
                    database.create(
                            "call-ledger.sql", "insert into call_ledger_version (id, version) values (1, ?)", VERSION);
                }
                return;
            } catch (SQLException e) {
                // another worker creates them at this moment: both databases fail then, also with "if not exists"
                if (attempt == ATTEMPTS || e instanceof SQLTransientConnectionException) {
                    throw e;
                }
                Thread.sleep(PAUSE_MS);
            }
        }
    }

    /** @throws LedgerUnavailableException if there is no ledger in this database */
    static void require(Database database) throws SQLException, LedgerException {
        if (!isThere(database)) {
            throw new LedgerUnavailableException(
                    "There is no call ledger in this database. Check the URL; the first worker creates the tables",
                    null);
        }
    }

    private static boolean isThere(Database database) throws SQLException, LedgerVersionException {
        List<Integer> versions;
        try {
            versions = database.query(row -> row.getInt(1), "select version from call_ledger_version");
        } catch (SQLException e) {
            if (MISSING.contains(e.getSQLState())) {
                return false;
            }
            throw e;
        }
        for (int found : versions) {
            requireKnown(found);
        }
        return !versions.isEmpty();
    }

    private static void requireKnown(int found) throws LedgerVersionException {
        if (found != VERSION) {
            throw new LedgerVersionException(
                    "The tables of the call ledger in this database have version " + found
                            + ", but this program needs version " + VERSION + ". "
                            + (found > VERSION
                                    ? "Use a newer release of this program, or another database or schema"
                                    : "Stop all workers of the older release and use another database or schema; the old tables stay as they are"));
        }
    }
}
