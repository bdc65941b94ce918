package io.github.camelmodelarts.examples.ledger;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import org.jspecify.annotations.Nullable;

/** Runs statements, each in a transaction of its own, with connections of a pool. Thread-safe. */
final class Database implements AutoCloseable {

    /** For a connection. */
    static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    /** Before the driver gives up the connection, so that no statement goes on without anybody who waits for it. */
    private static final int LONGEST_STATEMENT_SECONDS = 8;

    /** How many statements run at the same time. */
    static final int CONNECTIONS = 10;

    private static final String DUPLICATE_KEY = "23505";
    /** Classes of the SQL state: a value, a constraint, a limit of the database. */
    private static final Set<String> REFUSALS = Set.of("22", "23", "54");

    private final HikariDataSource pool;
    private final boolean postgres;

    /** Connects to the database with a pool of up to so many connections. */
    Database(LedgerSettings settings, int connections) throws SQLException {
        postgres = settings.isPostgres();
        Properties properties = settings.driverProperties();
        // tells at once, and with the driver's own message, why there is no connection; the pool would try for a second
        DriverManager.getConnection(settings.openUrl(), properties).close();
        HikariConfig config = new HikariConfig();
        config.setPoolName("call-ledger");
        config.setJdbcUrl(settings.openUrl());
        config.setDataSourceProperties(properties);
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(1);
        config.setInitializationFailTimeout(-1);
        config.setConnectionTimeout(LONGEST_WAIT.toMillis());
        config.setValidationTimeout(LONGEST_WAIT.toMillis());
        if (!postgres) {
            // lets H2 use space again at once. This is safe, because each change is on the disk before the next begins
            config.setConnectionInitSql("set retention_time 0");
        }
        pool = new HikariDataSource(config);
    }

    /** Sets the parameters of a statement from 1 on: texts, numbers, bytes or null. */
    private static void set(PreparedStatement statement, @Nullable Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            if (values[i] instanceof byte[] bytes) {
                statement.setBytes(i + 1, bytes);
            } else {
                statement.setObject(i + 1, values[i]);
            }
        }
    }

    /** Returns how many rows a statement has changed. The change is on the disk. */
    int update(String sql, @Nullable Object... values) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setQueryTimeout(LONGEST_STATEMENT_SECONDS);
            set(statement, values);
            int changed = statement.executeUpdate();
            if (!postgres && changed > 0) {
                // H2 writes a commit up to 500 ms later: a kill would take calls that were already made
                try (Statement disk = connection.createStatement()) {
                    disk.execute("checkpoint sync");
                }
            }
            return changed;
        }
    }

    /** Inserts rows; returns 0 if there already is one with the same key. */
    int insert(String sql, @Nullable Object... values) throws SQLException {
        try {
            return update(sql, values);
        } catch (SQLException e) {
            if (DUPLICATE_KEY.equals(e.getSQLState())) {
                return 0;
            }
            throw e;
        }
    }

    /** Returns the rows of a query. */
    <T> List<T> query(Row<T> row, String sql, @Nullable Object... values) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setQueryTimeout(LONGEST_STATEMENT_SECONDS);
            set(statement, values);
            List<T> rows = new ArrayList<>();
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    rows.add(row.of(found));
                }
            }
            return rows;
        }
    }

    /** Reads the current row. */
    @FunctionalInterface
    interface Row<T> {
        T of(ResultSet row) throws SQLException;
    }

    /** Runs the statements of a resource and then one more, in one transaction if the database has transactions for tables. */
    void create(String resource, String last, Object... values) throws SQLException {
        String ddl = text(resource);
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute(postgres ? ddl : ddl.replace("bytea", "blob"));
                // can't be prepared before its table exists
                try (PreparedStatement end = connection.prepareStatement(last)) {
                    set(end, values);
                    end.executeUpdate();
                }
                connection.commit();
            } catch (SQLException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    private static String text(String resource) {
        try (InputStream in = Objects.requireNonNull(Database.class.getResourceAsStream(resource), resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns whether the database refuses the values of a statement: the same statement would fail again. */
    static boolean isRefusal(SQLException e) {
        String state = e.getSQLState();
        return state != null && state.length() == 5 && REFUSALS.contains(state.substring(0, 2));
    }

    @Override
    public void close() {
        pool.close();
    }
}
