package io.github.camelmodelarts.local;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class ModelArtsLocalMainTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final CountDownLatch end = new CountDownLatch(1);

    private int run(String... args) {
        try {
            return ModelArtsLocalMain.run(args, stream(out), stream(err), end);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static PrintStream stream(ByteArrayOutputStream target) {
        return new PrintStream(target, true, StandardCharsets.UTF_8);
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }

    @Test
    void printsAddressesCredentialsAndTheTrustStoreAndServesUntilTheEnd(@TempDir Path directory) {
        Path trustStore = directory.resolve("trust.p12");
        CompletableFuture<Integer> status = CompletableFuture.supplyAsync(
                () -> run("--port", "0", "--tls-port", "0", "--trust-store", trustStore.toString()));
        await().atMost(30, SECONDS).until(() -> text(out).contains("trust store"));
        assertThat(text(out))
                .containsPattern("echo +http://127.0.0.1:\\d+/v1/infers/")
                .containsPattern("sink +http://127.0.0.1:\\d+/v1/infers/")
                .containsPattern("greeting +http://127.0.0.1:\\d+/v1/infers/")
                .containsPattern("https://localhost:\\d+/v1/infers/")
                .containsPattern("appSecret +local-app-secret-")
                .containsPattern("account +local-account-")
                .containsPattern("username +local-user-")
                .containsPattern("password +local-password-")
                .containsPattern("projectId +localproject")
                .containsPattern("region +cn-north-4")
                .containsPattern("iamEndpoint +http://127.0.0.1:\\d+\n")
                .containsPattern("modelArtsEndpoint +http://127.0.0.1:\\d+\n")
                .containsPattern("metadata +http://127.0.0.1:\\d+\n")
                .contains(trustStore.toString());
        assertThat(trustStore).exists();
        end.countDown();
        assertThat(status.join()).isZero();
    }

    @Test
    void answersAnUnknownOptionWithTheKnownOnes() {
        assertThat(run("--prot", "1")).isEqualTo(2);
        assertThat(text(err))
                .startsWith("Unknown option --prot; known are --port, --tls-port, --trust-store and --help");
    }

    @Test
    void saysWhatAnOptionNeeds() {
        assertThat(run("--port", "http")).isEqualTo(2);
        assertThat(run("--tls-port", "70000")).isEqualTo(2);
        assertThat(run("--trust-store")).isEqualTo(2);
        assertThat(text(err))
                .contains("--port needs a number, not http")
                .contains("--tls-port needs a number from 0 to 65535, not 70000")
                .contains("--trust-store needs a value");
    }

    @Test
    void explainsItself() {
        assertThat(run("--help")).isZero();
        assertThat(text(out))
                .contains("--port", "X-Apig-AppCode", "sink", "/v3/auth/tokens")
                .containsPattern("greeting +says hello");
    }

    @Test
    void saysWhyItCannotStart() {
        try (ModelArtsLocal other = ModelArtsLocal.start()) {
            assertThat(run("--port", String.valueOf(other.port()))).isOne();
            assertThat(text(err)).contains("Port " + other.port()).contains("taken");
        }
    }
}
