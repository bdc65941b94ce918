package io.github.camelmodelarts.examples.scaleout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * What the workers need: a broker, a database and a service. Those that the command line does not name are started, and ended with
 * {@link #close}. Their files are in one temporary folder.
 */
final class Parts implements AutoCloseable {

    private static final int BROKER_MEGABYTES = 512;

    private final Path folder;
    private final boolean keep;
    private final Map<String, String> secrets = new HashMap<>();
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final String bootstrap;
    private final String jdbc;
    private final String service;
    private @Nullable ChildProcess broker;
    private @Nullable Postgres database;
    private @Nullable CountedService counted;

    /** Starts what is missing. What was started is ended again if one of them fails. */
    Parts(CommandLine options, Map<String, String> environment) throws IOException, InterruptedException {
        folder = Files.createTempDirectory("scale-out");
        keep = options.keep();
        for (String name : List.of("APP_KEY", "APP_SECRET", "LEDGER_USER", "LEDGER_PASSWORD")) {
            String value = environment.get(name);
            if (value != null) {
                secrets.put(name, value);
            }
        }
        boolean complete = false;
        try {
            String ownBroker = options.bootstrap();
            ChildProcess starting = ownBroker == null ? startBroker() : null;
            service = options.service() == null ? startService(options.delay()) : options.service();
            jdbc = options.jdbc() == null ? startDatabase() : options.jdbc();
            bootstrap = starting == null ? String.valueOf(ownBroker) : starting.awaitLine("bootstrap=");
            complete = true;
        } finally {
            if (!complete) {
                close();
            }
        }
    }

    private ChildProcess startBroker() throws IOException {
        ChildProcess process = ChildProcess.start(
                "broker",
                folder,
                BROKER_MEGABYTES,
                Map.of(),
                Broker.class.getName(),
                List.of(folder.resolve("kafka").toString()));
        started.push(process);
        broker = process;
        return process;
    }

    private String startService(Duration delay) {
        CountedService local = CountedService.start(delay);
        started.push(local);
        counted = local;
        secrets.putAll(local.secrets());
        return local.address();
    }

    private String startDatabase() throws IOException {
        Postgres postgres = Postgres.start(folder.resolve("postgres"));
        started.push(postgres);
        database = postgres;
        secrets.put("LEDGER_USER", Postgres.USER);
        secrets.put("LEDGER_PASSWORD", "");
        return postgres.jdbcUrl();
    }

    /** The folder for all files of the program. */
    Path folder() {
        return folder;
    }

    /** The address of the brokers. */
    String bootstrap() {
        return bootstrap;
    }

    /** The address of the database. */
    String jdbc() {
        return jdbc;
    }

    /** The address of the service. */
    String service() {
        return service;
    }

    /** Keys and passwords, for the environment of a worker. */
    Map<String, String> secrets() {
        return Map.copyOf(secrets);
    }

    /** The broker, if it was started here. */
    @Nullable
    ChildProcess broker() {
        return broker;
    }

    /** The database, if it was started here. */
    @Nullable
    Postgres database() {
        return database;
    }

    /** The service, if it was started here. */
    @Nullable
    CountedService counted() {
        return counted;
    }

    /** Whether files, topics and groups stay. */
    boolean keep() {
        return keep;
    }

    /** Ends what was started, in the opposite order, and deletes the folder. */
    @Override
    public void close() throws IOException {
        IOException failure = null;
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (Exception e) {
                failure = new IOException("A part could not be ended: " + e.getMessage(), e);
            }
        }
        if (!keep) {
            delete(folder);
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
