package io.github.camelmodelarts.faults;

import java.io.RandomAccessFile;
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

    @BeforeAll
    void start(@TempDir Path shared) throws Exception {
        folder = shared;
        local = ModelArtsLocal.start();
        local.addService("sink", new SinkModel()).bodyLimit(0);
        local.writeTrustStore(folder.resolve("trust.p12"), PASSWORD.toCharArray());
    }

    @AfterAll
    void stop() {
        local.close();
    }

    @ParameterizedTest(name = "{0} MiB, {1}, TLS: {2}")
    @CsvSource({"2048, FILE, false", "300, FILE, true", "300, RAW, true", "300, DATA_URL, false"})
    @EnabledIfSystemProperty(named = "soak", matches = "true", disabledReason = "Large files are for -Psoak")
    void sendsALargeFile(int mebibytes, String bodyType, boolean tls) throws Exception {
        sendsAFileLargerThanTheHeap(mebibytes, bodyType, tls);
    }

    @ParameterizedTest(name = "{0} MiB, {1}, TLS: {2}")
    @CsvSource({"150, FILE, false", "150, FILE, true", "150, RAW, true", "150, RAW, false", "150, DATA_URL, false"})
    void sendsAFileLargerThanTheHeap(int mebibytes, String bodyType, boolean tls) throws Exception {
        Path file = folder.resolve("sparse-" + mebibytes + bodyType + tls + ".bin");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(mebibytes * 1024L * 1024L);
        }
        Process sender = JavaProcess.of(
                        BigFileSender.class,
                        List.of(
                                "-Xmx64m",
                                "-Djavax.net.ssl.trustStore=" + folder.resolve("trust.p12"),
                                "-Djavax.net.ssl.trustStorePassword=" + PASSWORD),
                        List.of(tls ? local.tlsAddress("sink") : local.address("sink"), bodyType, file.toString()))
                .redirectErrorStream(true)
                .start();
        sender.getOutputStream()
                .write((local.credentials().appKey() + "\n"
                                + local.credentials().appSecret() + "\n")
                        .getBytes(StandardCharsets.UTF_8));
        sender.getOutputStream().close();
        String output = new String(sender.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(sender.waitFor(60, TimeUnit.SECONDS)).isTrue();
        System.out.println(
                mebibytes + " MiB as " + bodyType + (tls ? " over TLS" : "") + " at -Xmx64m: " + output.strip());
        assertThat(output).contains("\"bytes\":").doesNotContain("OutOfMemoryError");
        assertThat(sender.exitValue()).isZero();
        long size = mebibytes * 1024L * 1024L;
        long expected = bodyType.equals("DATA_URL") ? size / 3 * 4 : size;
        assertThat(Long.parseLong(output.replaceAll("(?s).*\"bytes\":(\\d+).*", "$1")))
                .isBetween(expected, expected + 1000);
    }
}
