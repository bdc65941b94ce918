package io.github.camelmodelarts.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.SinkModel;
import io.github.camelmodelarts.support.BigFileSender;
import io.github.camelmodelarts.support.JavaProcess;

import static org.assertj.core.api.Assertions.assertThat;

/** Files are streamed from disk: a process with a heap of 64 MiB sends larger files. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BigFileTest {

    private static final String PASSWORD = "changeit";

    private Path folder;
    private ModelArtsLocal local;
    private Process sender;
    private Writer input;
    private BufferedReader output;

    /** One process sends all files, one after the other: each start would take longer than most of its sending. */
    @BeforeAll
    void start(@TempDir Path shared) throws Exception {
        folder = shared;
        local = ModelArtsLocal.start();
        local.addService("sink", new SinkModel()).bodyLimit(0);
        local.writeTrustStore(folder.resolve("trust.p12"), PASSWORD.toCharArray());
        sender = JavaProcess.of(
                        BigFileSender.class,
                        List.of(
                                "-Xmx64m",
                                "-XX:+ExitOnOutOfMemoryError",
                                "-Djavax.net.ssl.trustStore=" + folder.resolve("trust.p12"),
                                "-Djavax.net.ssl.trustStorePassword=" + PASSWORD),
                        List.of())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        input = sender.outputWriter(StandardCharsets.UTF_8);
        output = sender.inputReader(StandardCharsets.UTF_8);
        tell(local.credentials().appKey());
        tell(local.credentials().appSecret());
    }

    private void tell(String line) throws IOException {
        input.write(line + "\n");
        input.flush();
    }

    @AfterAll
    void stop() throws Exception {
        try {
            input.close();
            assertThat(sender.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(sender.exitValue()).isZero();
        } finally {
            sender.destroyForcibly();
            local.close();
        }
    }

    @ParameterizedTest(name = "{0} MiB, {1}, TLS: {2}")
    @CsvSource({"2048, FILE, false", "300, FILE, true", "300, RAW, true", "300, DATA_URL, false"})
    @EnabledIfSystemProperty(named = "soak", matches = "true", disabledReason = "Large files are for -Psoak")
    void sendsALargeFile(int mebibytes, String bodyType, boolean tls) throws Exception {
        sendsAFileLargerThanTheHeap(mebibytes, bodyType, tls);
    }

    @ParameterizedTest(name = "{0} MiB, {1}, TLS: {2}")
    @CsvSource({"80, FILE, false", "80, FILE, true", "80, RAW, true", "80, RAW, false", "80, DATA_URL, false"})
    void sendsAFileLargerThanTheHeap(int mebibytes, String bodyType, boolean tls) throws Exception {
        Path file = folder.resolve("sparse-" + mebibytes + bodyType + tls + ".bin");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(mebibytes * 1024L * 1024L);
        }

        tell(String.join("\t", tls ? local.tlsAddress("sink") : local.address("sink"), bodyType, file.toString()));
        String response = output.readLine();

        System.out.println(mebibytes + " MiB as " + bodyType + (tls ? " over TLS" : "") + " at -Xmx64m: " + response);
        assertThat(response).as("null: the process has ended").contains("\"bytes\":");
        long size = mebibytes * 1024L * 1024L;
        long expected = bodyType.equals("DATA_URL") ? size / 3 * 4 : size;
        assertThat(Long.parseLong(response.replaceAll("(?s).*\"bytes\":(\\d+).*", "$1")))
                .isBetween(expected, expected + 1000);
    }
}
