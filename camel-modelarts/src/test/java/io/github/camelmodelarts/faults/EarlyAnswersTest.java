package io.github.camelmodelarts.faults;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.ModelArtsConnectionException;
import io.github.camelmodelarts.api.ModelArtsFailure;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.local.tls.LocalIdentity;
import io.github.camelmodelarts.support.FaultTest;
import io.github.camelmodelarts.support.ScriptedServer;
import io.github.camelmodelarts.support.ScriptedServer.Play;
import io.github.camelmodelarts.support.Trust;

import static org.assertj.core.api.Assertions.assertThat;

/** A server responds or closes the connection while the body is still being sent. */
@Tag("B18")
class EarlyAnswersTest extends FaultTest {

    private static final LocalIdentity IDENTITY = LocalIdentity.create();
    private static final int MIB = 1 << 20;
    private static final String TOO_LARGE = "{\"error_code\":\"APIG.0201\",\"error_msg\":\"Request entity too large\"}";
    private static final String ANSWER = "HTTP/1.1 413 Too Large\r\nContent-Type: application/json\r\nContent-Length: "
            + TOO_LARGE.length() + "\r\n\r\n" + TOO_LARGE;
    private static final String AGAIN = "&retryOn=IDEMPOTENT&maxRetries=2";

    /** Responds as nginx does, which continues to read for a while. */
    private static final Play LINGERING = line -> {
        line.requestHead();
        line.send(ANSWER).awaitHangUp();
    };

    private static final Play ANSWERING_AND_CLOSING = line -> {
        line.requestHead();
        line.send(ANSWER);
    };

    private static final Play CLOSING = ScriptedServer.Connection::requestHead;

    @TempDir
    Path folder;

    enum Sent {
        MULTIPART,
        RAW_FILE,
        BYTES
    }

    @BeforeEach
    void trust() {
        nothingLeft.routes().context().getRegistry().bind("trust", Trust.in(IDENTITY.trustStore()));
    }

    private static ScriptedServer serving(boolean tls, Play play) throws IOException {
        return tls ? ScriptedServer.playing(IDENTITY.serverContext(), play) : ScriptedServer.playing(play);
    }

    private Exchange upload(ScriptedServer server, Sent sent, int size) throws Exception {
        String uri =
                predict(server, AGAIN) + (server.address().startsWith("https") ? "&sslContextParameters=#trust" : "");
        return switch (sent) {
            case MULTIPART -> call(uri, file(size));
            case RAW_FILE -> call(uri + "&bodyType=RAW", file(size));
            case BYTES -> call(uri + "&bodyType=RAW", new byte[size]);
        };
    }

    private File file(int size) throws IOException {
        File file = folder.resolve("large.png").toFile();
        try (RandomAccessFile content = new RandomAccessFile(file, "rw")) {
            content.setLength(size);
        }
        return file;
    }

    @ParameterizedTest
    @CsvSource({
        "false, MULTIPART, 30",
        "false, RAW_FILE, 13",
        "false, BYTES, 30",
        "true, MULTIPART, 13",
        "true, RAW_FILE, 30",
        "true, BYTES, 13",
    })
    void reportsTheResponseOfAServerThatContinuesReading(boolean tls, Sent sent, int mebibytes) throws Exception {
        try (ScriptedServer server = serving(tls, LINGERING)) {
            assertRefused(upload(server, sent, mebibytes * MIB));
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "false, MULTIPART, 30",
        "false, RAW_FILE, 13",
        "false, BYTES, 13",
        "true, MULTIPART, 13",
        "true, RAW_FILE, 30",
        "true, BYTES, 30",
    })
    void reportsTheResponseOfAServerThatHangsUpOrNamesTheLimit(boolean tls, Sent sent, int mebibytes) throws Exception {
        try (ScriptedServer server = serving(tls, ANSWERING_AND_CLOSING)) {
            Exchange exchange = upload(server, sent, mebibytes * MIB);

            if (exchange.getException() instanceof ModelArtsOperationFailedException) {
                assertRefused(exchange);
            } else {
                assertNamesTheLimit(exchange);
            }
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    /** Other operating systems may discard data that arrived before the reset. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void readsTheResponseThatIsStillInTheSocket() throws Exception {
        try (ScriptedServer server = serving(false, ANSWERING_AND_CLOSING)) {
            for (int i = 0; i < 10; i++) {
                assertRefused(upload(server, Sent.BYTES, 13 * MIB));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"false, MULTIPART", "false, RAW_FILE", "false, BYTES", "true, MULTIPART", "true, BYTES"})
    void namesTheLimitIfAServerHangsUpWithoutAResponse(boolean tls, Sent sent) throws Exception {
        try (ScriptedServer server = serving(tls, CLOSING)) {
            assertNamesTheLimit(upload(server, sent, 13 * MIB));
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void refusesAnIncompleteResponseAfterABrokenUpload(boolean resets) throws Exception {
        Play play = line -> {
            line.requestHead();
            line.send("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nhalf");
            if (resets) {
                line.reset();
            }
        };
        try (ScriptedServer server = ScriptedServer.playing(play)) {
            ModelArtsConnectionException failure =
                    failure(upload(server, Sent.BYTES, 30 * MIB), ModelArtsConnectionException.class);

            assertThat(failure).hasMessageContaining("broke before the response was complete");
            assertThat(failure.mayHaveExecuted()).isTrue();
        }
    }

    @Test
    void namesNoLimitForABodyBelowIt() throws Exception {
        try (ScriptedServer server = serving(false, CLOSING)) {
            ModelArtsConnectionException failure =
                    failure(upload(server, Sent.BYTES, 12 * MIB), ModelArtsConnectionException.class);

            assertThat(failure.isRetryable()).isTrue();
            assertThat(failure.getHint()).contains("speaks https").doesNotContain("12 MB");
            assertThat(failure.getAttempts()).isEqualTo(3);
        }
    }

    @Test
    void doesNotSuggestHttpsAfterAnEarlierResponse() throws Exception {
        String ok = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
        Play answersOnce = line -> {
            line.request();
            line.send(ok).request();
        };
        Play answersHalf = line -> {
            line.request();
            line.send(ok.replace("Length: 2", "Length: 9"));
        };
        try (ScriptedServer server = ScriptedServer.playing(answersOnce, answersHalf)) {
            assertThat(call(server, "").getException()).isNull();

            assertThat(failure(call(server, ""), ModelArtsConnectionException.class))
                    .satisfies(failure -> assertThat(failure.getHint()).contains("kept open from an earlier call"))
                    .satisfies(failure -> assertThat(failure.isRetryable()).isTrue())
                    .hasMessageNotContaining("https");
            assertThat(server.connections()).isEqualTo(1);
            assertThat(failure(call(server, ""), ModelArtsConnectionException.class)
                            .getHint())
                    .isNull();
        }
    }

    private static void assertRefused(Exchange exchange) {
        ModelArtsOperationFailedException failure = failure(exchange, ModelArtsOperationFailedException.class);
        assertThat(failure.getStatusCode()).isEqualTo(413);
        assertThat(failure.getErrorCode()).isEqualTo("APIG.0201");
        assertNotRetried(failure);
    }

    private static void assertNamesTheLimit(Exchange exchange) {
        ModelArtsConnectionException failure = failure(exchange, ModelArtsConnectionException.class);
        assertThat(failure).hasMessageNotContaining("https");
        assertNotRetried(failure);
    }

    private static void assertNotRetried(ModelArtsFailure failure) {
        assertThat(failure.getHint()).contains("12 MB");
        assertThat(failure.isRetryable()).isFalse();
        assertThat(failure.getAttempts()).isEqualTo(1);
    }
}
