package io.github.camelmodelarts.faults;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;

import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.ModelArtsConnectionException;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.ModelArtsResponseException;
import io.github.camelmodelarts.support.FaultTest;
import io.github.camelmodelarts.support.ScriptedServer;
import io.github.camelmodelarts.support.ScriptedServer.Connection;
import io.github.camelmodelarts.support.ScriptedServer.Play;

import static org.assertj.core.api.Assertions.assertThat;

/** A response that ends early, contradicts itself or follows another response is never a success, and the call is not retried. */
class BrokenAnswerTest extends FaultTest {

    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final String JSON = OK + "Content-Type: application/json\r\n";
    private static final String CHUNKED = OK + "Transfer-Encoding: chunked\r\n\r\n";

    /** The part of a response that the server sends before the connection ends. */
    enum Early {
        F39_HALF_OF_A_BODY(line -> line.send(OK + "Content-Length: 1000\r\n\r\n" + "x".repeat(500))),
        F39_NONE_OF_A_BODY(line -> line.send(OK + "Content-Length: 1000\r\n\r\n")),
        F39_HALF_OF_A_BODY_AND_A_HALF_CLOSED_CONNECTION(line -> {
            line.send(OK + "Content-Length: 1000\r\n\r\n" + "x".repeat(500)).halfClose();
            line.awaitHangUp();
        }),
        F39_A_STATUS_LINE(line -> line.send(OK)),
        F39_HALF_OF_A_HEAD(line -> line.send(JSON)),
        F39_HALF_OF_A_LENGTH(line -> line.send(OK + "Content-Length: 1")),
        F39_HALF_OF_A_JSON_LITERAL_WITHOUT_A_LENGTH(line -> line.send(JSON + "\r\n{\"a\": tru")),
        F39_A_HEAD_WITHOUT_A_LENGTH(line -> line.send(JSON + "\r\n")),
        F39_HALF_OF_A_JSON_OBJECT_WITHOUT_A_LENGTH(line -> line.send(JSON + "\r\n{\"a\": [1, 2")),
        F39_HALF_OF_A_JSON_STRING_WITHOUT_A_LENGTH(line -> line.send(JSON + "Connection: close\r\n\r\n\"abc")),
        F39_HALF_OF_WHAT_LOOKS_LIKE_JSON_WITHOUT_A_LENGTH(line -> line.send(OK + "\r\n {\"a\": [1, 2")),
        F40_CHUNKS_WITHOUT_THE_LAST(line -> line.send(CHUNKED + "5\r\nhello\r\n")),
        F40_HALF_OF_A_CHUNK(line -> line.send(CHUNKED + "5\r\nhe")),
        F40_A_CHUNK_WITHOUT_ITS_END(line -> line.send(CHUNKED + "5\r\nhello")),
        F40_HALF_OF_THE_SIZE_OF_A_CHUNK(line -> line.send(CHUNKED + "5\r\nhello\r\n1")),
        F40_A_LENGTH_AND_A_RESET(
                line -> line.send(OK + "Content-Length: 1000\r\n\r\nhalf").reset()),
        F40_CHUNKS_AND_A_RESET(line -> line.send(CHUNKED + "5\r\nhello\r\n").reset()),
        F40_NO_LENGTH_AND_A_RESET(
                line -> line.send(OK + "Content-Type: text/plain\r\n\r\nhalf").reset()),
        F42_NOTHING(line -> {}),
        F42_A_RESET(Connection::reset);

        @SuppressWarnings("ImmutableEnumChecker") // a lambda without a state
        private final Play answer;

        Early(Play answer) {
            this.answer = answer;
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    @DisplayName("F39, F40, F42: the server sends only")
    void failsForAResponseThatEndsEarly(Early early) throws Exception {
        try (ScriptedServer server = ScriptedServer.afterRequest(early.answer)) {
            assertBrokenOff(call(server, ""));

            assertThat(server.heads()).hasSize(1);
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"HTTP/1.1 20", "HTTP/1.1 200 OK\r\nContent-Ty", "HTTP/1.1 200 OK\r\nContent-Length:"})
    @DisplayName("F39: a header line that ends early:")
    void failsForAnIncompleteHeaderLine(String line) throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(connection -> {
            connection.request();
            connection.send(line);
        })) {
            failure(call(server, ""), ModelArtsResponseException.class);

            assertThat(server.heads()).hasSize(1);
        }
    }

    @ParameterizedTest(name = "[{index}]")
    @ValueSource(
            strings = {
                "Content-Type: application/json\r\n\r\n{\"a\": [1, 2]} ",
                "Content-Type: application/json\r\n\r\n[[[[",
                "Content-Type: application/json\r\n\r\n{\"a\": NaN}",
                "Content-Type: application/json\r\n\r\n{'a': 'this is no JSON'}",
                "Content-Type: text/plain\r\n\r\n{hello",
                "X: y\r\n\r\nhello"
            })
    @DisplayName("F39: a response without a length ends with its connection and looks complete")
    void acceptsAResponseThatEndsWithItsConnection(String rest) throws Exception {
        String answer = rest.replace("[[[[", "[".repeat(2000) + "]".repeat(2000));
        try (ScriptedServer server = ScriptedServer.playing(line -> {
            line.request();
            line.send(OK + answer);
        })) {
            Exchange exchange = call(server, "");

            assertThat(exchange.getException()).isNull();
            assertThat(exchange.getMessage().getBody(String.class))
                    .isEqualTo(answer.substring(answer.indexOf("\r\n\r\n") + 4));
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"closes", "resets"})
    @DisplayName("F42: a reused connection ends before the status line; the server")
    void doesNotRetryOverAnotherConnection(String end) throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(
                line -> {
                    line.request();
                    line.send(OK + "Content-Length: 0\r\n\r\n");
                    line.request();
                    if (end.equals("resets")) {
                        line.reset();
                    }
                },
                answering(OK + "Content-Length: 0\r\n\r\n"))) {
            assertThat(call(server, "").getException()).isNull();
            nothingLeft.awaitAllReturned();

            assertBrokenOff(call(server, ""));

            assertThat(server.heads()).hasSize(2);
            assertThat(call(server, "").getException()).isNull();
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    /** Each of these responses ends its connection. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "two different lengths, 'Content-Length: 5\\r\\nContent-Length: 6\\r\\n\\r\\nhello'",
        "twice the same length, 'Content-Length: 5\\r\\nContent-Length: 5\\r\\n\\r\\nhello'",
        "a list of lengths, 'Content-Length: 5, 5\\r\\n\\r\\nhello'",
        "a length and chunks, 'Content-Length: 5\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n5\\r\\nhello\\r\\n0\\r\\n\\r\\n'",
        "chunks and a length, 'Transfer-Encoding: chunked\\r\\nContent-Length: 5\\r\\n\\r\\n5\\r\\nhello\\r\\n0\\r\\n\\r\\n'",
        "a negative length, 'Content-Length: -5\\r\\n\\r\\nhello'",
        "a length that is no number, 'Content-Length: five\\r\\n\\r\\nhello'",
        "a length with a sign, 'Content-Length: +5\\r\\n\\r\\nhello'",
        "no length, 'Content-Length:\\r\\n\\r\\nhello'",
        "a length beyond all numbers, 'Content-Length: 99999999999999999999\\r\\n\\r\\nhello'",
        "another transfer coding, 'Transfer-Encoding: gzip\\r\\n\\r\\nhello'",
        "two transfer codings, 'Transfer-Encoding: gzip\\, chunked\\r\\n\\r\\n5\\r\\nhello\\r\\n0\\r\\n\\r\\n'",
        "chunks in chunks, 'Transfer-Encoding: chunked\\, chunked\\r\\n\\r\\n5\\r\\nhello\\r\\n0\\r\\n\\r\\n'",
        "a chunk of no size, 'Transfer-Encoding: chunked\\r\\n\\r\\nfive\\r\\nhello\\r\\n0\\r\\n\\r\\n'",
        "a chunk of negative size, 'Transfer-Encoding: chunked\\r\\n\\r\\n-5\\r\\nhello\\r\\n0\\r\\n\\r\\n'",
        "a chunk longer than it says, 'Transfer-Encoding: chunked\\r\\n\\r\\n4\\r\\nhello\\r\\n0\\r\\n\\r\\n'",
    })
    @DisplayName("F39, H50: a response with an ambiguous or invalid length:")
    void refusesAResponseWithAnAmbiguousLength(String what, String rest) throws Exception {
        String answer = rest.replace("\\r\\n", "\r\n").replace("\\,", ",");
        try (ScriptedServer server = ScriptedServer.playing(answering(OK + answer))) {
            Exchange exchange = call(server, "&totalTimeout=10s");

            assertThat(exchange.getException())
                    .isInstanceOfAny(ModelArtsResponseException.class, ModelArtsConnectionException.class);
            assertThat(exchange.getMessage().getHeaders()).containsOnlyKeys("My");
            assertHungUp(server);
            assertThat(server.heads()).hasSize(1);
        }
    }

    /** Both are sent in one packet, so the client has both when it has the first. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged",
                "\r\nHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged",
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged",
                "HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nforged\r\n0\r\n\r\n",
                "garbage without any end",
                "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n"
            })
    @DisplayName("H41, H50: a complete response is followed by")
    void ignoresDataAfterAResponse(String more) throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(line -> {
            for (; ; ) {
                String own = line.request().replaceAll("(?s).*\r\n\r\n", "");
                line.send(OK + "Content-Length: " + own.length() + "\r\n\r\n" + own + more);
            }
        })) {
            for (int i = 0; i < 30; i++) {
                Exchange exchange = call(predict(server, "&maxConnections=1&responseTimeout=2s"), "\"own " + i + "\"");

                assertOwnResponseOrFailure(exchange, "\"own " + i + "\"");
            }
        }
    }

    @Test
    @DisplayName("H50: a complete response is followed by another one while the next call waits for the connection")
    void givesDataAfterAResponseToNoWaitingCall() throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(line -> {
            for (; ; ) {
                line.request();
                line.send(OK + "Content-Length: 3\r\n\r\nown" + OK + "Content-Length: 6\r\n\r\nforged");
            }
        })) {
            AsyncProducer producer = nothingLeft.routes().producer(predict(server, "&maxConnections=1"));

            List<Exchange> exchanges = nothingLeft.routes().sendInParallel(producer, 50);

            assertThat(exchanges).allSatisfy(exchange -> assertOwnResponseOrFailure(exchange, "own"));
            assertThat(exchanges)
                    .anySatisfy(exchange -> assertThat(exchange.getException()).isNull());
        }
    }

    /** The next call may start before the client has seen the extra data; then it fails with its connection. */
    private static void assertOwnResponseOrFailure(Exchange exchange, String own) {
        if (exchange.getException() == null) {
            assertThat(exchange.getMessage().getBody(String.class)).isEqualTo(own);
        } else {
            assertThat(exchange.getException())
                    .isInstanceOfAny(ModelArtsConnectionException.class, ModelArtsResponseException.class);
        }
    }

    @Test
    @DisplayName("H41: four gigabytes follow a response of 100 bytes")
    void readsOnlyTheLengthOfAResponse() throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(line -> {
            line.request();
            line.send(OK + "Content-Length: 100\r\n\r\n")
                    .flood("x".repeat(65_536).getBytes(StandardCharsets.US_ASCII));
        })) {
            Exchange exchange = call(server, "");

            assertThat(exchange.getMessage().getBody(String.class)).isEqualTo("x".repeat(100));
            assertHungUp(server);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "204 with a body, HTTP/1.1 204 No Content, 5, hello, ''",
        "204 with a length and no body, HTTP/1.1 204 No Content, 5, '', ''",
        "200 that is empty, HTTP/1.1 200 OK, 0, '', ''",
    })
    @DisplayName("H51:")
    void convertsNoContentToAnEmptyText(String what, String status, int length, String sent, String body)
            throws Exception {
        try (ScriptedServer server =
                ScriptedServer.playing(answering(status + "\r\nContent-Length: " + length + "\r\n\r\n" + sent))) {
            for (int i = 0; i < 5; i++) {
                Exchange exchange = call(server, "");

                assertThat(exchange.getException()).isNull();
                assertThat(exchange.getMessage().getBody()).isEqualTo(body);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"206 Partial Content", "304 Not Modified", "300 Multiple Choices"})
    @DisplayName("H51: an unexpected status is a failure:")
    void failsForAnUnexpectedStatus(String status) throws Exception {
        try (ScriptedServer server =
                ScriptedServer.playing(answering("HTTP/1.1 " + status + "\r\nContent-Length: 4\r\n\r\npart"))) {
            Exchange exchange = call(server, "");

            ModelArtsOperationFailedException failure = failure(exchange, ModelArtsOperationFailedException.class);
            assertThat(failure.getStatusCode()).isEqualTo(Integer.parseInt(status.substring(0, 3)));
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"half of it", "all but its checksum", "all but a bit", "no gzip at all"})
    @DisplayName("F43: gzip that can't be unpacked:")
    void refusesGzipThatCantBeUnpacked(String what) throws Exception {
        byte[] packed = gzip("{\"a\":\"" + "word ".repeat(600) + "\"}");
        byte[] sent = switch (what) {
            case "half of it" -> Arrays.copyOf(packed, packed.length / 2);
            case "all but its checksum" -> Arrays.copyOf(packed, packed.length - 8);
            case "all but a bit" -> {
                packed[packed.length - 6] ^= 1;
                yield packed;
            }
            default -> "{\"a\":1}".getBytes(StandardCharsets.US_ASCII);
        };
        try (ScriptedServer server = ScriptedServer.answering(OK + zipped(sent.length), sent)) {
            Exchange exchange = call(server, "");

            assertThat(failure(exchange, ModelArtsResponseException.class))
                    .hasMessageContaining("can't be decompressed");
            assertThat(server.heads()).hasSize(1);
        }
    }

    @Test
    void returnsUndecodableJsonToTheRoute() throws Exception {
        // it starts like UTF-32, but ends with bytes that are no character in UTF-32
        String body = "\0\0\0{\0\0\0}\0d\n\n";
        try (ScriptedServer server = ScriptedServer.playing(line -> {
            line.request();
            line.send(OK + "Content-Type: application/json\r\nConnection: close\r\n\r\n" + body);
        })) {
            Exchange exchange = call(server, "");

            assertThat(exchange.getException()).isNull();
            assertThat(exchange.getMessage().getBody()).isEqualTo(body);
        }
    }

    @Test
    @DisplayName("F43: 3008 bytes of JSON in 60 bytes of gzip")
    void unpacksToTheLastByte() throws Exception {
        String json = "{\"a\":\"" + "x".repeat(3000) + "\"}";
        assertThat(json).hasSize(3008);
        byte[] packed = gzip(json);
        assertThat(packed).hasSizeLessThanOrEqualTo(60);
        try (ScriptedServer server = ScriptedServer.answering(OK + zipped(packed.length), packed)) {
            assertThat(call(server, "").getMessage().getBody()).isEqualTo(json);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br"})
    void acceptsAnEmptyResponseWithAnyCoding(String coding) throws Exception {
        try (ScriptedServer server = ScriptedServer.answering(
                OK + "Content-Encoding: " + coding + "\r\nContent-Length: 0\r\n", new byte[0])) {
            Exchange exchange = call(server, "");

            assertThat(exchange.getException()).isNull();
            assertThat(exchange.getMessage().getBody()).isEqualTo("");
        }
    }

    /** An unknown coding, or an endless gzip header. */
    @ParameterizedTest
    @CsvSource({"503, br, xxxx", "503, gzip, xxxx", "503, gzip, NAME", "200, gzip, NAME"})
    void stopsReadingAnEndlessResponse(int status, String coding, String flood) throws Exception {
        String begin = flood.equals("NAME") ? "\u001f\u008b\u0008\u0008\0\0\0\0\0\0" : "";
        try (ScriptedServer server = ScriptedServer.playing(line -> {
            line.request();
            line.send("HTTP/1.1 " + status + " Some\r\nContent-Encoding: " + coding + "\r\nConnection: close\r\n\r\n"
                    + begin);
            line.flood("x".repeat(10_000).getBytes(StandardCharsets.US_ASCII));
        })) {
            Exchange exchange = call(server, "&maxRetries=0&maxResponseSize=1000000");

            if (status == 503) {
                assertThat(exchange.getException()).isInstanceOf(ModelArtsOperationFailedException.class);
            } else {
                assertThat(exchange.getException())
                        .isInstanceOf(ModelArtsResponseException.class)
                        .hasMessageContaining("maxResponseSize=1000000");
            }
            assertHungUp(server);
        }
    }

    private static String zipped(int length) {
        return "Content-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: " + length + "\r\n";
    }

    private static Play answering(String answer) {
        return line -> {
            for (; ; ) {
                line.request();
                line.send(answer);
            }
        };
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return packed.toByteArray();
    }
}
