package io.github.camelmodelarts.faults;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.ModelArtsSession;
import io.github.camelmodelarts.api.AuthType;
import io.github.camelmodelarts.api.Body;
import io.github.camelmodelarts.api.ModelArtsFailure;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ModelArtsTimeoutException;
import io.github.camelmodelarts.api.MultipartBody;
import io.github.camelmodelarts.api.Part;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.local.gateway.Service;
import io.github.camelmodelarts.options.ModelArtsConfiguration;
import io.github.camelmodelarts.support.CoreFaultTest;
import io.github.camelmodelarts.support.Ends;
import io.github.camelmodelarts.support.Ends.End;
import io.github.camelmodelarts.support.HeldModel;
import io.github.camelmodelarts.support.RouteTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A file that is slow to open or read delays only its own call, and not the thread of the caller. */
class SlowFilesTest extends CoreFaultTest {

    private static final int PERMITS = 4;
    private static final long THREE_GIBIBYTES = 3L << 30;

    @TempDir
    private Path folder;

    private String signed(String address) {
        return "modelarts:predict?authType=AK_SK&address=" + address;
    }

    /** Makes one call succeed: until then other calls with the key wait for the first ones. */
    private void keySucceeds() throws Exception {
        RouteTest.assertPredicted(routes.send(signed(local.address(echo.name())), "{}"));
    }

    /** A file that is sent as JSON is hashed first; a file in a form is not. */
    @ParameterizedTest
    @ValueSource(strings = {".json", ".png"})
    @EnabledOnOs(OS.LINUX)
    @Tag("K07")
    @DisplayName("K07: a file that is a pipe by the time its call is admitted, with the ending")
    void refusesAFileThatWasReplacedByAPipe(String ending) throws Exception {
        keySucceeds();
        HeldModel model = new HeldModel();
        Service held = held("held", model);
        AsyncProducer producer =
                routes.producer(signed(local.address(held.name())) + "&totalTimeout=2s&maxConnections=" + PERMITS);
        AsyncProducer patient = routes.producer(signed(local.address(held.name())) + "&maxConnections=" + PERMITS);
        for (int i = 0; i < PERMITS; i++) {
            ends.send(patient, routes.exchange("{}"));
        }
        await().atMost(SOON).until(() -> held.inFlight() == PERMITS);
        Ends waiting = new Ends();
        List<File> files = new ArrayList<>();
        for (int i = 0; i < PERMITS; i++) {
            File file = written("waiting-" + i + ending);
            files.add(file);
            waiting.send(producer, routes.exchange(file));
        }
        try {
            for (File file : files) {
                replaceByPipe(file);
            }
            model.release();
            assertThat(ends.awaitExchanges()).allSatisfy(RouteTest::assertPredicted);

            // the same client with separate permits
            String other =
                    signed(local.address(echo.name()).replace("127.0.0.1", "localhost")) + "&maxConnections=" + PERMITS;
            for (int i = 0; i < 2 * PERMITS; i++) {
                RouteTest.assertPredicted(routes.send(other, "{}"));
                RouteTest.assertPredicted(routes.send(other, written("good-" + i + ending)));
            }
            assertThat(waiting.awaitAll()).hasSize(PERMITS).allSatisfy(end -> {
                assertThat(end.exchange().getException())
                        .isInstanceOf(ModelArtsRequestException.class)
                        .hasMessageContaining("changed while it was being sent");
                assertThat(end.thread()).contains(ROUTES);
            });
            RouteTest.assertPredicted(
                    routes.send(signed(local.address(held.name())) + "&maxConnections=" + PERMITS, "{}"));
        } finally {
            for (File file : files) {
                openOtherEnd(file);
            }
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    @Tag("K07")
    @DisplayName("K07: a file system that does not respond, simulated by a pipe")
    void delaysNoOtherCallIfOpeningAFileBlocks() throws Exception {
        File pipe = folder.resolve("pipe.json").toFile();
        makePipe(pipe);
        try (ModelArtsSession session = session(Duration.ofSeconds(2))) {
            // until a key has succeeded once, other calls wait for the first ones
            assertThat(session.predict(Body.of(new byte[] {'1'}, "application/json")))
                    .succeedsWithin(SOON);
            List<CompletableFuture<ServiceResponse>> stuck = new ArrayList<>();
            for (int i = 0; i < PERMITS; i++) {
                stuck.add(session.predict(Body.signedFile(pipe.toPath(), "application/json")));
                Part part = new Part("images", "pipe.png", Body.file(pipe.toPath(), "image/png"));
                stuck.add(session.predict(MultipartBody.of(List.of(part), "a-boundary")));
            }
            for (int i = 0; i < 2 * PERMITS; i++) {
                Body good = Body.signedFile(written("good-" + i + ".json").toPath(), "application/json");
                assertThat(session.predict(good)).succeedsWithin(SOON);
            }
            for (CompletableFuture<ServiceResponse> call : stuck) {
                assertThat(call)
                        .failsWithin(SOON)
                        .withThrowableOfType(ExecutionException.class)
                        .withCauseInstanceOf(ModelArtsTimeoutException.class);
            }
        } finally {
            openOtherEnd(pipe);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    @Tag("K06")
    @DisplayName("K06: opening files for the hash blocks before the first success of a key")
    void occupiesNoKeyWhileAFileIsRead() throws Exception {
        File pipe = folder.resolve("pipe.json").toFile();
        makePipe(pipe);
        try (ModelArtsSession session = session(Duration.ofMinutes(2))) {
            for (int i = 0; i < PERMITS; i++) {
                session.predict(Body.signedFile(pipe.toPath(), "application/json"));
            }

            assertThat(session.predict(Body.of(new byte[] {'1'}, "application/json")))
                    .succeedsWithin(SOON);
        } finally {
            openOtherEnd(pipe);
        }
    }

    private ModelArtsSession session(Duration totalTimeout) {
        ModelArtsConfiguration options = routes.component().getConfiguration().copy();
        options.setAuthType(AuthType.AK_SK);
        options.setAddress(local.address(echo.name()));
        options.setTotalTimeout(totalTimeout);
        return ModelArtsSession.open(options);
    }

    private File written(String name) throws IOException {
        return Files.writeString(folder.resolve(name), "{\"file\":1}").toFile();
    }

    private static void replaceByPipe(File file) throws Exception {
        Files.delete(file.toPath());
        makePipe(file);
    }

    private static void makePipe(File file) throws Exception {
        Process made = new ProcessBuilder("mkfifo", file.getPath()).start();
        assertThat(made.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(made.exitValue()).isZero();
    }

    /** Releases the thread that waits for the pipe in the operating system. Opening it for reading and writing does not block. */
    private static void openOtherEnd(File pipe) throws IOException {
        if (pipe.exists()) {
            new RandomAccessFile(pipe, "rw").close();
        }
    }

    @Test
    @Tag("K13")
    @DisplayName("K13: a JSON file of 3 GiB, a totalTimeout of a second")
    void doesNotReadALargeFileOnTheCallersThread() throws Exception {
        Path large = folder.resolve("large.json");
        try (RandomAccessFile sparse = new RandomAccessFile(large.toFile(), "rw")) {
            sparse.setLength(THREE_GIBIBYTES);
        }
        AsyncProducer producer = routes.producer(signed(local.address(echo.name())) + "&totalTimeout=1s");

        boolean sync = ends.send(producer, routes.exchange(large.toFile()));

        assertThat(ends.count()).as("ends before process() returned").isZero();
        assertThat(sync).isFalse();
        End end = ends.awaitAll().get(0);
        assertThat(end.thread()).contains(ROUTES);
        assertThat(end.exchange().getException())
                .isInstanceOf(ModelArtsTimeoutException.class)
                .hasMessageContaining("totalTimeout=PT1S")
                .hasMessageContaining("body")
                .hasMessageNotContaining("token")
                .hasMessageNotContaining("bean");
        await().atMost(SOON).until(() -> isClosed(large));
        assertThat(local.requests()).isEmpty();
    }

    /** Whether this process has closed the file; true if the operating system does not tell. */
    private static boolean isClosed(Path file) throws IOException {
        Path open = Path.of("/proc/self/fd");
        if (!Files.isDirectory(open)) {
            return true;
        }
        try (Stream<Path> descriptors = Files.list(open)) {
            return descriptors.noneMatch(descriptor -> {
                try {
                    return Files.readSymbolicLink(descriptor).equals(file.toRealPath());
                } catch (IOException closed) {
                    return false;
                }
            });
        }
    }

    @Test
    @Tag("K12")
    @DisplayName("K12: a good body in memory, and a calling thread that was interrupted")
    void hashesABodyInMemoryOnAnInterruptedThread() throws Exception {
        AsyncProducer producer = routes.producer(signed(local.address(echo.name())));
        Thread.currentThread().interrupt();
        try {
            ends.send(producer, routes.exchange("{}".getBytes(StandardCharsets.UTF_8)));
        } finally {
            Thread.interrupted();
        }

        assertThat(ends.awaitExchanges()).allSatisfy(RouteTest::assertPredicted);
    }

    @ParameterizedTest
    @ValueSource(strings = {".json", ".png"})
    @Tag("K12")
    @DisplayName("K12: a good file, and a calling thread that was interrupted, with the ending")
    void doesNotReportAnInterruptionAsABadFile(String ending) throws Exception {
        keySucceeds();
        AsyncProducer producer = routes.producer(signed(local.address(echo.name())));
        Exchange exchange = routes.exchange(written("good" + ending));

        Thread.currentThread().interrupt();
        try {
            ends.send(producer, exchange);
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            Thread.interrupted();
        }

        ends.awaitAll();
        if (exchange.getException() instanceof ModelArtsFailure failure) {
            assertThat(failure).isNotInstanceOf(ModelArtsRequestException.class);
            assertThat(failure.isRetryable()).isTrue();
        } else {
            RouteTest.assertPredicted(exchange);
        }
    }
}
