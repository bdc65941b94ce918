package io.github.camelmodelarts.examples.scaleout;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

import org.jspecify.annotations.Nullable;

/**
 * What the ledger knows about the inputs of one run.
 *
 * @param done how many have a result
 * @param settled how many have a result, were rejected or are uncertain
 * @param calls how many calls were made for them
 * @param mostCalls the most calls for one of them
 * @param seconds the time between the first and the last result, by the clock of the database
 */
record Progress(int done, int settled, int calls, int mostCalls, double seconds) {

    private static final String QUERY = """
            select count(case when state = 'DONE' then 1 end),
                   count(case when state in ('DONE', 'REJECTED', 'UNCERTAIN') then 1 end),
                   coalesce(sum(calls), 0), coalesce(max(calls), 0),
                   coalesce(extract(epoch from max(ended) - min(ended)), 0)
            from call_ledger where input like ?
            """;

    /** Asks for the inputs whose ids begin with {@code run/}. */
    static Progress of(Connection connection, String run) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(QUERY)) {
            query.setString(1, run + "/%");
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return new Progress(row.getInt(1), row.getInt(2), row.getInt(3), row.getInt(4), row.getDouble(5));
            }
        }
    }

    /** Connects to the database of the ledger. */
    static Connection connect(String jdbc, @Nullable String user, @Nullable String password) throws SQLException {
        return user == null
                ? DriverManager.getConnection(jdbc)
                : DriverManager.getConnection(jdbc, user, password == null ? "" : password);
    }
}
