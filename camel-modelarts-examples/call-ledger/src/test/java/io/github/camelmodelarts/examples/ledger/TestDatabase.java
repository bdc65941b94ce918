package io.github.camelmodelarts.examples.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/** The databases that the tests run with. */
enum TestDatabase {
    H2 {
        @Override
        String newUrl() {
            return "jdbc:h2:mem:ledger" + NUMBERS.incrementAndGet() + ";DB_CLOSE_DELAY=-1";
        }
    },
    POSTGRESQL {
        @Override
        String newUrl() throws SQLException {
            String schema = "ledger" + NUMBERS.incrementAndGet();
            String url = "jdbc:postgresql://127.0.0.1:" + port() + "/postgres?user=postgres&currentSchema=" + schema;
            try (Connection connection = DriverManager.getConnection(url)) {
                connection.createStatement().execute("create schema " + schema);
            }
            return url;
        }
    };

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    /** Returns the URL of an empty database. */
    abstract String newUrl() throws SQLException;

    static int port() {
        return Server.POSTGRES.getPort();
    }

    /** Runs a statement with a connection of its own. */
    static int update(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url)) {
            return connection.createStatement().executeUpdate(sql);
        }
    }

    /** One for all tests in this JVM, which also ends it. */
    private static final class Server {

        static final EmbeddedPostgres POSTGRES = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "off")
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
