package io.github.camelmodelarts.hostile;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.ModelArtsResponseException;
import io.github.camelmodelarts.api.result.ImageClassification;
import io.github.camelmodelarts.support.FaultTest;
import io.github.camelmodelarts.support.ScriptedServer;
import io.github.camelmodelarts.support.ScriptedServer.Play;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Responses that try to fill the heap, hold a thread, forge a log or run code: they are limited and treated only as data. */
class HostileAnswerTest extends FaultTest {

    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final String CHUNKED = OK + "Transfer-Encoding: chunked\r\n\r\n";
    private static final int KEPT_OF_FAILURES = 64 * 1024;
    private static final byte[] PIECE = "x".repeat(KEPT_OF_FAILURES).getBytes(StandardCharsets.US_ASCII);

    /** 400 MB. */
    private static byte[] bomb;

    @BeforeAll
    static void packOnce() throws IOException {
        bomb = gzip(400_000_000);
        assertThat(bomb).hasSizeLessThan(500_000);
    }

    static Stream<Arguments> mediaTypes() {
        return Stream.of(
                arguments("garbage", ";;;=,\"\\ \u0001"),
                arguments("64 KB", "application/json; x=" + "y".repeat(65_516)),
                arguments("64 KB of charset", "application/json; charset=" + "y".repeat(65_510)),
                arguments("a charset that there is none of", "application/json; charset=evil"),
                arguments("a charset that is no name", "application/json; charset=../../etc/passwd"),
                arguments("a charset that Java has not", "application/json; charset=UTF-7"),
                arguments("a charset in quotes without an end", "application/json; charset=\"utf-8"),
                arguments("a thousand charsets", "application/json" + "; charset=evil".repeat(1000)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mediaTypes")
    @DisplayName("H39: a media type that is")
    void readsAResponseOfAnyMediaType(String what, String mediaType) throws Exception {
        String body = "{\"a\":\"\u00e9\"}";
        try (ScriptedServer server = ScriptedServer.answering(200, "Content-Type: " + mediaType + "\r\n", body)) {
            Exchange exchange = call(server, "");

            assertThat(exchange.getException()).isNull();
            assertThat(exchange.getMessage().getBody(String.class)).isEqualTo(body);
        }
    }

    /** Each sends a number of bytes, and then waits for the client to close: a client that reads on hangs. */
    static Stream<Arguments> tooLarge() {
        String megabytes = "x".repeat(1_000_000);
        return Stream.of(
                arguments("H40 4 GB by its head", answer(OK + "Content-Length: 4294967296\r\n\r\n")),
                arguments(
                        "H40 4 GB by its head, and 64 KiB of them",
                        answer(OK + "Content-Length: 4294967296\r\n\r\n", PIECE)),
                arguments("H40 more than a long may say", answer(OK + "Content-Length: 9223372036854775807\r\n\r\n")),
                arguments("H41 a chunk of 4 GB", answer(CHUNKED + "100000000\r\n" + megabytes + "x")),
                arguments(
                        "H41 chunks without end",
                        answer(CHUNKED
                                + "186a0\r\n"
                                        .concat("x".repeat(100_000) + "\r\n")
                                        .repeat(11))),
                arguments("H41 no length and no end", answer(OK + "\r\n" + megabytes + "x")),
                arguments(
                        "H46 a line of an event without end",
                        answer(OK + "Content-Type: text/event-stream\r\n\r\ndata: " + megabytes)),
                arguments(
                        "H46 comments without end",
                        answer(OK + "Content-Type: text/event-stream\r\n\r\n" + ":\n".repeat(500_001))),
                arguments(
                        "H46 empty lines without end",
                        answer(OK + "Content-Type: text/event-stream\r\n\r\n" + "\n".repeat(1_000_001))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tooLarge")
    @DisplayName("H40, H41, H46: a response above the limit:")
    void readsNoMoreThanTheLimit(String what, Play play) throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(play)) {
            Exchange exchange = call(server, "&maxResponseSize=1000000");

            ModelArtsResponseException failure = failure(exchange, ModelArtsResponseException.class);
            assertThat(failure).hasMessageContaining("maxResponseSize=1000000");
            assertThat(failure.isRetryable()).isFalse();
            assertHungUp(server);
            assertThat(server.heads()).hasSize(1);
        }
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                arguments(
                        "4 GB by its head",
                        answer("HTTP/1.1 500 x\r\nContent-Length: 4294967296\r\n\r\n", PIECE, PIECE)),
                arguments(
                        "a chunk of 4 GB",
                        answer("HTTP/1.1 500 x\r\nTransfer-Encoding: chunked\r\n\r\n100000000\r\n", PIECE, PIECE)),
                arguments("no length and no end", answer("HTTP/1.1 500 x\r\n\r\n", PIECE, PIECE)),
                arguments(
                        "a redirection",
                        answer("HTTP/1.1 302 x\r\nLocation: /\r\nContent-Length: 4294967296\r\n\r\n", PIECE, PIECE)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    @DisplayName("H42: an error response with a body of")
    void keepsTheBeginningOfAnErrorResponseAndClosesTheConnection(String what, Play play) throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(play)) {
            Exchange exchange = call(server, "");

            ModelArtsOperationFailedException failure = failure(exchange, ModelArtsOperationFailedException.class);
            assertThat(failure.getResponseBody()).hasSize(KEPT_OF_FAILURES);
            assertThat(failure.getMessage()).hasSizeLessThan(2000);
            assertHungUp(server);
            assertThat(server.heads()).hasSize(1);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"gzip, 200", "x-gzip, 200", "GZIP, 200", "gzip, 500"})
    @DisplayName("H43: 400 MB in 0.4 MB of")
    void countsTheDecompressedBytes(String coding, int status) throws Exception {
        try (ScriptedServer server = ScriptedServer.answering(
                "HTTP/1.1 " + status + " x\r\nContent-Encoding: " + coding + "\r\nContent-Length: " + bomb.length
                        + "\r\n",
                bomb)) {
            Exchange exchange = call(server, "&maxResponseSize=2000000");

            if (status == 200) {
                assertThat(failure(exchange, ModelArtsResponseException.class))
                        .hasMessageContaining("maxResponseSize=2000000");
            } else {
                assertThat(failure(exchange, ModelArtsOperationFailedException.class)
                                .getResponseBody())
                        .hasSize(KEPT_OF_FAILURES);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "deflate",
                "br",
                "zstd",
                "compress",
                "gzip, gzip",
                "gzip,gzip,gzip,gzip,gzip,gzip,gzip,gzip,gzip,gzip",
                "gzip, identity",
                "evil\u0001"
            })
    @DisplayName("H43: a coding that was not requested:")
    void refusesACodingThatWasNotRequested(String coding) throws Exception {
        byte[] packed = gzip(100);
        try (ScriptedServer server = ScriptedServer.answering(
                OK + "Content-Encoding: " + coding + "\r\nContent-Length: " + packed.length + "\r\n", packed)) {
            assertThat(failure(call(server, ""), ModelArtsResponseException.class))
                    .hasMessageContaining("content coding")
                    .hasMessageNotContaining("\u0001");
        }
    }

    @Test
    @DisplayName("H43: several header lines with codings are nested codings, too")
    void refusesNestedCodings() throws Exception {
        byte[] packed = gzip(100);
        try (ScriptedServer server = ScriptedServer.answering(
                OK + "Content-Encoding: gzip\r\nContent-Encoding: gzip\r\nContent-Length: " + packed.length + "\r\n",
                packed)) {
            assertThat(failure(call(server, ""), ModelArtsResponseException.class))
                    .hasMessageContaining("'gzip, gzip'");
        }
    }

    static Stream<Arguments> json() {
        StringBuilder keys = new StringBuilder("{");
        for (int i = 0; i < 1_000_000; i++) {
            keys.append("\"k").append(i).append("\":1,");
        }
        return Stream.of(
                arguments("200,000 deep", "[".repeat(200_000) + "]".repeat(200_000)),
                arguments("200,000 objects deep", "{\"error_code\":".repeat(200_000) + "1" + "}".repeat(200_000)),
                arguments("a number of a million digits", "{\"error_code\":" + "9".repeat(1_000_000) + "}"),
                arguments("a huge exponent", "{\"error_code\":1e1000000000}"),
                arguments("a million keys", keys.append("\"error_code\":\"X\"}").toString()),
                arguments("the same key twice", "{\"error_code\":\"A\",\"error_code\":\"B\"}"),
                arguments("no number", "{\"error_code\":NaN}"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("json")
    @DisplayName("H44: JSON:")
    void survivesHostileJson(String what, String json) throws Exception {
        try (ScriptedServer good = ScriptedServer.answering(200, "Content-Type: application/json\r\n", json);
                ScriptedServer bad = ScriptedServer.answering(400, "Content-Type: application/json\r\n", json);
                ScriptedServer unmeasured = ScriptedServer.playing(line -> {
                    line.request();
                    line.send(OK + "Content-Type: application/json\r\n\r\n" + json);
                })) {
            Instant start = Instant.now();

            Exchange answered = call(good, "");
            Exchange refused = call(bad, "");
            Exchange unended = call(unmeasured, "");

            assertThat(answered.getMessage().getBody()).isEqualTo(json);
            assertThatFails(() -> answered.getMessage().getMandatoryBody(ImageClassification.class));
            assertThat(failure(refused, ModelArtsOperationFailedException.class).getStatusCode())
                    .isEqualTo(400);
            assertThat(refused.getException().getMessage()).hasSizeLessThan(2500);
            assertThat(unended.getMessage().getBody()).isEqualTo(json);
            assertThat(Duration.between(start, Instant.now())).isLessThan(SOON);
        }
    }

    /** With an exception that a route can catch, and not with a StackOverflowError. */
    private static void assertThatFails(org.assertj.core.api.ThrowableAssert.ThrowingCallable conversion) {
        assertThatThrownBy(conversion)
                .isInstanceOf(Exception.class)
                .satisfies(thrown -> assertThat(thrown).hasRootCauseInstanceOf(Exception.class));
    }

    static Stream<Arguments> heads() {
        return Stream.of(
                arguments("a status line of 1 MB", answer("HTTP/1.1 200 " + "x".repeat(1_000_000))),
                arguments("a header of 1 MB", answer(OK + "X: " + "x".repeat(1_000_000))),
                arguments("10,000 headers", answer(OK + "X: y\r\n".repeat(10_000))),
                arguments(
                        "a folded header of 1 MB",
                        answer(OK + "X: y\r\n" + (" " + "x".repeat(1000) + "\r\n").repeat(1000))),
                arguments(
                        "99 headers of 60 KB", answer(OK + ("X: " + "x".repeat(60_000) + "\r\n").repeat(99) + "\r\n")),
                arguments("a million empty lines", answer("\r\n".repeat(1_000_000))),
                arguments("101 interim answers", answer("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n".repeat(101))),
                arguments("1 MB of extension of a chunk", answer(CHUNKED + "5;" + "x".repeat(1_000_000))),
                arguments("1 MB of size of a chunk", answer(CHUNKED + "0".repeat(1_000_000))),
                arguments("a trailer of 1 MB", answer(CHUNKED + "0\r\nX: " + "x".repeat(1_000_000))),
                arguments("10,000 trailers", answer(CHUNKED + "0\r\n" + "X: y\r\n".repeat(10_000))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("heads")
    @DisplayName("H48:")
    void limitsAllPartsOutsideTheBody(String what, Play play) throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(play)) {
            failure(call(server, ""), ModelArtsResponseException.class);

            assertHungUp(server);
            assertThat(server.heads()).hasSize(1);
        }
    }

    @Test
    @DisplayName("H48: a million 100 Continue responses are skipped, and trailers are no headers")
    void skipsInterimResponsesAndTrailers() throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(line -> {
            line.request();
            for (int i = 0; i < 1000; i++) {
                line.send("HTTP/1.1 100 Continue\r\n\r\n".repeat(1000));
            }
            line.send(CHUNKED + "2;a=b\r\n{}\r\n0\r\nX-Request-Id: evil\r\n\r\n");
            line.awaitHangUp();
        })) {
            Exchange exchange = call(server, "");

            assertThat(exchange.getException()).isNull();
            assertThat(exchange.getMessage().getBody(String.class)).isEqualTo("{}");
            assertThat(exchange.getMessage().getHeaders()).doesNotContainKey(ModelArtsConstants.REQUEST_ID);
        }
    }

    /** Records when it is deserialized. */
    static final class Trap implements Serializable {
        private static final long serialVersionUID = 1;
        static final AtomicBoolean SPRUNG = new AtomicBoolean();

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            SPRUNG.set(true);
            in.defaultReadObject();
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "200, application/x-java-serialized-object",
        "500, application/x-java-serialized-object",
        "200, application/x-java-object",
        "500, application/x-java-object"
    })
    @DisplayName("H52: a serialized object, status")
    void deserializesNoObject(int status, String mediaType) throws Exception {
        ByteArrayOutputStream gadget = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(gadget)) {
            out.writeObject(new Trap());
        }
        try (ScriptedServer server = ScriptedServer.answering(
                "HTTP/1.1 " + status + " x\r\nContent-Type: " + mediaType + "\r\nContent-Length: " + gadget.size()
                        + "\r\n",
                gadget.toByteArray())) {
            Exchange exchange = call(server, "");

            if (status == 200) {
                assertThat(exchange.getMessage().getBody()).isEqualTo(gadget.toByteArray());
                assertThat(exchange.getMessage().getBody(Trap.class)).isNull();
            } else {
                failure(exchange, ModelArtsOperationFailedException.class);
            }
            assertThat(Trap.SPRUNG).isFalse();
        }
    }

    @Test
    @DisplayName("H53: a message of 10 MB that tries to forge a log line")
    void noErrorMessageForgesALogLine() throws Exception {
        String hostile = "\\r\\n2026-11-22 ERROR forged \\u001b[31m {{sys:user.home}} ${sys:user.home} <script>"
                + "x".repeat(10_000_000);
        try (ScriptedServer server =
                ScriptedServer.answering(400, "", "{\"error_code\":\"X.1\",\"error_msg\":\"" + hostile + "\"}")) {
            String message = failure(call(server, ""), ModelArtsOperationFailedException.class)
                    .getMessage();

            assertThat(message)
                    .hasSizeLessThan(2500)
                    .contains("{{sys:user.home}}")
                    .doesNotContain("\n", "\r", "\u001b", System.getProperty("user.home"));
        }
    }

    @Test
    @DisplayName("H53: a message of control characters, each of which is shown as six")
    void escapesCountForTheLimit() throws Exception {
        String hostile = "\\u0007".repeat(2000);
        try (ScriptedServer server = ScriptedServer.answering(400, "", "{\"error_msg\":\"" + hostile + "\"}")) {
            ModelArtsOperationFailedException failure =
                    failure(call(server, ""), ModelArtsOperationFailedException.class);

            assertThat(failure.getErrorMessage())
                    .startsWith("\\u0007\\u0007")
                    .endsWith("...")
                    .hasSizeLessThanOrEqualTo(1024 + 3);
        }
    }

    @Test
    @DisplayName("H53: our own credentials echoed")
    void showsNoCredentialsThatAServerEchoes() throws Exception {
        try (ScriptedServer server = ScriptedServer.running((request, out, connection) -> {
            String proof = request.replaceAll("(?s).*X-Apig-AppCode: ([^\r]*).*", "$1");
            String body = "{\"error_code\":\"" + proof + "\",\"error_msg\":\"you sent " + proof + "\",\"request_id\":\""
                    + proof + "\"}";
            out.write(("HTTP/1.1 400 " + proof + "\r\nX-Echo: " + proof + "\r\nContent-Length: " + body.length()
                            + "\r\n\r\n" + body)
                    .getBytes(StandardCharsets.US_ASCII));
        })) {
            ModelArtsOperationFailedException failure =
                    failure(call(server, ""), ModelArtsOperationFailedException.class);

            String code = nothingLeft.routes().component().getConfiguration().getAppCode();
            assertThat(failure.toString()
                            + failure.getResponseBody()
                            + failure.getResponseHeaders()
                            + failure.getErrorCode()
                            + failure.getRequestId()
                            + failure.getErrorMessage()
                            + failure.getStatusText())
                    .doesNotContain(code.substring(0, 12));
        }
    }

    @ParameterizedTest(name = "[{index}] {0}")
    @ValueSource(
            strings = {
                "{\"error_code\": 42, \"error_msg\": {}, \"request_id\": []}",
                "{\"error\": \"x\"}",
                "{\"error\": {\"code\": null, \"message\": [1]}}",
                "{}",
                "[]",
                "null",
                "42",
                "\"x\"",
                "{\"error_code\":",
                "<html><body>Bad gateway</body></html>",
                "\u0000\u0001",
                " "
            })
    @DisplayName("H54: an error response whose body is")
    void describesAnErrorResponseWithAnyBody(String body) throws Exception {
        try (ScriptedServer server = ScriptedServer.answering(500, "Content-Type: application/json\r\n", body)) {
            ModelArtsOperationFailedException failure =
                    failure(call(server, ""), ModelArtsOperationFailedException.class);

            assertThat(failure.getStatusCode()).isEqualTo(500);
            assertThat(failure.getResponseBody()).isEqualTo(body);
            assertThat(failure).hasMessageContaining("returned 500");
        }
    }

    @Test
    @DisplayName("H54: an error response without a body")
    void describesAnErrorResponseWithoutABody() throws Exception {
        try (ScriptedServer server = ScriptedServer.answering(500, "", "")) {
            assertThat(failure(call(server, ""), ModelArtsOperationFailedException.class)
                            .getStatusCode())
                    .isEqualTo(500);
        }
    }

    private static Play answer(String head, byte[]... pieces) {
        return line -> {
            line.request();
            line.send(head);
            for (byte[] piece : pieces) {
                line.send(piece);
            }
            line.awaitHangUp();
        };
    }

    private static byte[] gzip(int length) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed, 65_536)) {
            for (int left = length; left > 0; left -= PIECE.length) {
                gzip.write(PIECE, 0, Math.min(left, PIECE.length));
            }
        }
        return packed.toByteArray();
    }
}
