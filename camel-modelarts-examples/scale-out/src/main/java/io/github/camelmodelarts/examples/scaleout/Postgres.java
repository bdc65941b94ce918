package io.github.camelmodelarts.examples.scaleout;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL of its own in a folder, for the example and its tests. It can be stopped and started again with its data on its port. Not
 * for production: every local user may connect. Thread-safe.
 */
public final class Postgres implements AutoCloseable {

    /** The user, who needs no password. */
    public static final String USER = "postgres";

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path data;
    private @Nullable EmbeddedPostgres server;
    private final int port;

    private Postgres(Path folder) throws IOException {
        data = folder.resolve("data");
        // for the unpacked programs; otherwise in the temporary folder, where they would stay
        System.setProperty("ot.epg.working-dir", folder.resolve("programs").toString());
        EmbeddedPostgres started = started(0);
        server = started;
        port = started.getPort();
    }

    /** Unpacks and starts one, on a free port, with its files in this folder. Returns when it accepts connections. */
    public static Postgres start(Path folder) throws IOException {
        Files.createDirectories(folder);
        return new Postgres(folder.toAbsolutePath());
    }

    private EmbeddedPostgres started(int onPort) throws IOException {
        // on a thread that Ctrl-C does not interrupt: a server that has half started would be forgotten
        CompletableFuture<EmbeddedPostgres> starting = CompletableFuture.supplyAsync(() -> {
            try {
                return launched(onPort);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        try {
            return starting.join();
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException(
                    "PostgreSQL does not start in " + data.getParent() + ": " + cause.getMessage()
                            + ". If there is no PostgreSQL for this system, use a database of your own with --jdbc=URL.",
                    cause);
        }
    }

    private EmbeddedPostgres launched(int onPort) throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setPort(onPort)
                // the library's defaults would lose results if the machine stopped
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("listen_addresses", "127.0.0.1")
                // no socket in the temporary folder
                .setServerConfig("unix_socket_directories", "")
                .setPGStartupWait(PATIENCE)
                // it would stop while workers still write their results
                .setRegisterShutdownHook(false)
                .start();
    }

    /** Its address for JDBC, the same after each start. */
    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    /** Stops it. Connections are cut. Does nothing if it is stopped already. */
    public synchronized void stop() throws IOException {
        if (server != null) {
            server.close();
            server = null;
        }
    }

    /** Starts it again after {@link #stop}, with its data, on its port. */
    public synchronized void startAgain() throws IOException {
        if (server == null) {
            server = started(port);
        }
    }

    /** The processor time of its processes that run now. */
    Duration cpu() throws IOException {
        long pid = Long.parseLong(
                Files.readAllLines(data.resolve("postmaster.pid")).get(0).trim());
        return ProcessHandle.of(pid).stream()
                .flatMap(main -> Stream.concat(Stream.of(main), main.descendants()))
                .flatMap(part -> part.info().totalCpuDuration().stream())
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** Stops it. Its files stay. */
    @Override
    public void close() throws IOException {
        stop();
    }
}
