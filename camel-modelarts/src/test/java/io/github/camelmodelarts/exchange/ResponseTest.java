package io.github.camelmodelarts.exchange;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.ModelArtsConnectionException;
import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.ModelArtsResponseException;
import io.github.camelmodelarts.support.ContextTest;
import io.github.camelmodelarts.support.Routes;
import io.github.camelmodelarts.support.ScriptedServer;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests how responses of a scripted server are mapped. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResponseTest extends ContextTest {

    @Override
    protected Routes openRoutes() throws Exception {
        return Routes.anonymous();
    }

    private Exchange call(ScriptedServer server, String options) throws Exception {
        return routes.send("modelarts:predict?authType=NONE&address=" + server.address() + options, "{}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "application/json;charset=UTF-8",
                "text/plain",
                "text/html; charset=utf-8",
                "application/problem+json",
                "Text/Event-Stream"
            })
    void returnsTextAndJsonAsAString(String mediaType) throws Exception {
        try (ScriptedServer server =
                ScriptedServer.answering(200, "Content-Type: " + mediaType + "\r\n", "{\"a\":\"é\"}")) {
            Exchange exchange = call(server, "");

            assertThat(exchange.getException()).isNull();
            assertThat(exchange.getMessage().getBody()).isEqualTo("{\"a\":\"é\"}");
            assertThat(exchange.getMessage().getHeader(Exchange.CONTENT_TYPE)).isEqualTo(mediaType);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: image/png\r\n",
                "Content-Type: application/octet-stream\r\n",
                "Content-Type: ;;;\r\n",
                ""
            })
    void returnsOtherMediaTypesAsBytes(String header) throws Exception {
        try (ScriptedServer server = ScriptedServer.answering(200, header, "abc")) {
            Exchange exchange = call(server, "");

            assertThat(exchange.getMessage().getBody()).isEqualTo("abc".getBytes(StandardCharsets.US_ASCII));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "charset=ISO-8859-1, \u00c3\u00a9",
        "charset=evil, \u00e9",
        "'charset=\"utf-8\"', \u00e9",
        "charset=, \u00e9"
    })
    void readsTextInTheNamedCharsetOrInUtf8(String charset, String expected) throws Exception {
        try (ScriptedServer server =
                ScriptedServer.answering(200, "Content-Type: text/plain; " + charset + "\r\n", "\u00e9")) {
            assertThat(call(server, "").getMessage().getBody()).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 204 No Content\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n"})
    void returnsAnEmptyStringForNoContent(String head) throws Exception {
        try (ScriptedServer server = ScriptedServer.answering(head, new byte[0])) {
            Exchange exchange = call(server, "");

            assertThat(exchange.getException()).isNull();
            assertThat(exchange.getMessage().getBody()).isEqualTo("");
            assertThat(exchange.getMessage().getHeaders()).doesNotContainKey(Exchange.CONTENT_TYPE);
        }
    }

    @Tag("H37")
    @Test
    void doesNotCopyResponseHeadersToTheMessage() throws Exception {
        String hostile = """
                Authorization: evil
                X-Auth-Token: evil
                Host: evil
                CamelFileName: ../../x
                cAmElHttpUri: http://evil
                breadcrumbId: evil
                Set-Cookie: a=b
                X-Request-Id: r1
                X-Two: 1
                X-Two: 2
                """.replace("\n", "\r\n");
        try (ScriptedServer server = ScriptedServer.answering(200, hostile, "x")) {
            Exchange exchange = call(server, "");

            assertThat(exchange.getMessage().getHeaders())
                    .containsOnlyKeys(
                            Exchange.HTTP_RESPONSE_CODE,
                            ModelArtsConstants.ATTEMPTS,
                            ModelArtsConstants.RESPONSE_HEADERS,
                            ModelArtsConstants.REQUEST_ID)
                    .containsEntry(ModelArtsConstants.REQUEST_ID, "r1");
            Map<?, ?> received = exchange.getMessage().getHeader(ModelArtsConstants.RESPONSE_HEADERS, Map.class);
            assertThat(received.get("x-two")).isEqualTo("1, 2");
            assertThat(received.get("CAMELFILENAME")).isEqualTo("../../x");
        }
    }

    @Tag("H28")
    @Test
    void sendsNoCookieBack() throws Exception {
        try (ScriptedServer server = ScriptedServer.answering(200, "Set-Cookie: session=1\r\n", "x")) {
            call(server, "");
            call(server, "");

            assertThat(server.heads())
                    .hasSize(2)
                    .allSatisfy(head -> assertThat(head).doesNotContainIgnoringCase("cookie:"));
        }
    }

    @Test
    void asksForNoUpgradeAndNoCompression() throws Exception {
        try (ScriptedServer server = ScriptedServer.answering(200, "", "x")) {
            call(server, "");

            assertThat(server.heads().get(0))
                    .doesNotContainIgnoringCase("upgrade")
                    .doesNotContainIgnoringCase("accept-encoding")
                    .doesNotContainIgnoringCase("expect:");
        }
    }

    @Tag("H23")
    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void followsNoRedirect(int status) throws Exception {
        try (ScriptedServer elsewhere = ScriptedServer.answering(200, "", "evil");
                ScriptedServer server =
                        ScriptedServer.answering(status, "Location: " + elsewhere.address() + "?token=t\r\n", "")) {
            Exchange exchange = call(server, "");

            ModelArtsOperationFailedException failure = (ModelArtsOperationFailedException) exchange.getException();
            assertThat(failure.getStatusCode()).isEqualTo(status);
            assertThat(failure.getRedirectLocation()).isEqualTo("http://127.0.0.1");
            assertThat(failure).hasMessageContaining("Redirects are not followed");
            assertThat(elsewhere.heads()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "HTTPS://Evil.example.com:1/steal?token=t, HTTPS://Evil.example.com",
        "//evil.example.com/steal, //evil.example.com",
        "/steal, (elsewhere on this host)",
        "ht tp://[, (unreadable)"
    })
    @Tag("H23")
    void showsOnlyTheHostOfARedirect(String location, String said) throws Exception {
        try (ScriptedServer server = ScriptedServer.answering(307, "Location: " + location + "\r\n", "")) {
            ModelArtsOperationFailedException failure =
                    (ModelArtsOperationFailedException) call(server, "").getException();

            assertThat(failure.getRedirectLocation()).isEqualTo(said);
        }
    }

    @Tag("H26")
    @ParameterizedTest
    @ValueSource(strings = {"Basic realm=\"x\"", "Negotiate", "NTLM"})
    void ignoresAuthenticationChallenges(String challenge) throws Exception {
        try (ScriptedServer server = ScriptedServer.answering(401, "WWW-Authenticate: " + challenge + "\r\n", "")) {
            assertThat(call(server, "").getException()).isInstanceOf(ModelArtsOperationFailedException.class);

            assertThat(server.heads()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 502, 503, 504})
    void sendsOneRequestIfRetriesAreOff(int status) throws Exception {
        try (ScriptedServer server = ScriptedServer.answering(status, "Retry-After: 1\r\n", "busy")) {
            Exchange exchange = call(server, "&maxRetries=0");

            assertThat(exchange.getException()).isInstanceOf(ModelArtsOperationFailedException.class);
            assertThat(server.heads()).hasSize(1);
            assertThat(exchange.getProperty(ModelArtsConstants.RETRY_AFTER_PROPERTY))
                    .isEqualTo(1000L);
        }
    }

    @Test
    void removesAnEarlierFailureAfterASuccess() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        try (ScriptedServer server = ScriptedServer.running(
                (request, out, connection) -> out.write(("HTTP/1.1 " + (requests.getAndIncrement() == 0 ? 503 : 200)
                                + " x\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII)))) {
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    onException(ModelArtsOperationFailedException.class)
                            .maximumRedeliveries(1)
                            .redeliveryDelay(0);
                    from("direct:redelivered").to("modelarts:predict?authType=NONE&address=" + server.address());
                }
            });

            Exchange exchange =
                    template.send("direct:redelivered", e -> e.getMessage().setBody("{}"));

            assertThat(exchange.getException()).isNull();
            assertThat(requests).hasValue(2);
            assertThat(exchange.getProperties())
                    .doesNotContainKeys(
                            ModelArtsConstants.ERROR_CATEGORY_PROPERTY, ModelArtsConstants.RETRY_AFTER_PROPERTY);
        }
    }

    @Test
    void returnsAFailureAsTheMessageIfTheUriSaysSo() throws Exception {
        String body = "{\"error_code\":\"APIG.0308\",\"error_msg\":\"slow\\ndown\",\"request_id\":\"r7\"}";
        try (ScriptedServer server = ScriptedServer.answering(429, "Content-Type: application/json\r\n", body)) {
            Exchange exchange = call(server, "&throwExceptionOnFailure=false&maxRetries=0");

            assertThat(exchange.getException()).isNull();
            assertThat(exchange.getMessage().getBody()).isEqualTo(body);
            assertThat(exchange.getMessage().getHeaders())
                    .containsEntry(Exchange.HTTP_RESPONSE_CODE, 429)
                    .containsEntry(ModelArtsConstants.ERROR_CODE, "APIG.0308")
                    .containsEntry(ModelArtsConstants.ERROR_MESSAGE, "slow\\u000Adown")
                    .containsEntry(ModelArtsConstants.REQUEST_ID, "r7")
                    .containsEntry(ModelArtsConstants.ATTEMPTS, 1);
            assertThat(exchange.getProperty("CamelAiErrorCategory")).isEqualTo("RATE_LIMIT");
        }
    }

    @Test
    void refusesAResponseAboveTheLimitByItsHead() throws Exception {
        try (ScriptedServer server =
                ScriptedServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 4000000000\r\n", new byte[10])) {
            assertTooLarge(call(server, "&maxResponseSize=1000"));
        }
    }

    @Test
    void refusesAResponseThatGrowsAboveTheLimit() throws Exception {
        byte[] body = "3e8\r\n"
                .concat("x".repeat(1000))
                .concat("\r\n1\r\nx\r\n0\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        try (ScriptedServer server =
                ScriptedServer.answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n", body)) {
            assertTooLarge(call(server, "&maxResponseSize=1000"));
            assertThat(call(server, "&maxResponseSize=1001").getException()).isNull();
        }
    }

    @Test
    void decompressesGzipAndLimitsTheDecompressedSize() throws Exception {
        byte[] packed = gzip("y".repeat(100_000));
        try (ScriptedServer server = ScriptedServer.answering(
                "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: gzip\r\nContent-Length: "
                        + packed.length + "\r\n",
                packed)) {
            assertThat(call(server, "").getMessage().getBody()).isEqualTo("y".repeat(100_000));
            assertTooLarge(call(server, "&maxResponseSize=99999"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "deflate", "gzip, gzip", "evil"})
    void refusesAContentCodingThatWasNotRequested(String coding) throws Exception {
        try (ScriptedServer server = ScriptedServer.answering(200, "Content-Encoding: " + coding + "\r\n", "abc")) {
            assertThat(call(server, "").getException())
                    .isInstanceOf(ModelArtsResponseException.class)
                    .hasMessageContaining("'" + coding + "'");
        }
    }

    @Test
    void refusesInvalidGzip() throws Exception {
        try (ScriptedServer server = ScriptedServer.answering(200, "Content-Encoding: gzip\r\n", "no gzip")) {
            assertThat(call(server, "").getException())
                    .isInstanceOf(ModelArtsResponseException.class)
                    .hasMessageContaining("can't be decompressed");
        }
    }

    @Test
    void readsACompressedFailureAndKeepsItsBeginning() throws Exception {
        byte[] packed = gzip("{\"error_code\":\"APIG.0307\",\"error_msg\":\"" + "z".repeat(30_000_000) + "\"}");
        try (ScriptedServer server = ScriptedServer.answering(
                "HTTP/1.1 401 x\r\nContent-Encoding: gzip\r\nContent-Length: " + packed.length + "\r\n", packed)) {
            ModelArtsOperationFailedException failure =
                    (ModelArtsOperationFailedException) call(server, "").getException();

            assertThat(failure.getStatusCode()).isEqualTo(401);
            assertThat(failure.getResponseBody()).hasSize(64 * 1024).startsWith("{\"error_code\":\"APIG.0307\"");
        }
    }

    @Test
    void keepsTheStatusOfAFailureThatCantBeDecompressed() throws Exception {
        try (ScriptedServer server = ScriptedServer.answering(503, "Content-Encoding: br\r\n", "abc")) {
            assertThat(call(server, "").getException())
                    .isInstanceOf(ModelArtsOperationFailedException.class)
                    .hasMessageContaining("503");
        }
    }

    @Test
    void limitsTheHeadOfAResponseAndStaysUsable() throws Exception {
        try (ScriptedServer endless = ScriptedServer.running((request, out, connection) -> {
                    out.write("HTTP/1.1 200 OK\r\nX-Endless: ".getBytes(StandardCharsets.US_ASCII));
                    byte[] piece = "x".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
                    for (int i = 0; i < 2000; i++) {
                        out.write(piece);
                    }
                });
                ScriptedServer many = ScriptedServer.answering(200, "X-Many: 1\r\n".repeat(10_000), "x");
                ScriptedServer good = ScriptedServer.answering(200, "", "x")) {
            for (ScriptedServer server : new ScriptedServer[] {endless, many}) {
                assertThat(call(server, "").getException()).isInstanceOf(ModelArtsResponseException.class);
            }
            assertThat(call(good, "").getException()).isNull();
        }
    }

    @Test
    void reportsInvalidHttpAsAResponseThatCantBeUsed() throws Exception {
        try (ScriptedServer server = ScriptedServer.answering("HTTX/9 what\u001b[31m\r\n", new byte[0])) {
            Exchange exchange = call(server, "");

            assertThat(exchange.getException())
                    .isInstanceOf(ModelArtsResponseException.class)
                    .hasMessageNotContaining("\u001b");
        }
    }

    @Test
    void keepsTheBeginningOfALongErrorAndClosesTheConnection() throws Exception {
        String page = "e".repeat(1_000_000);
        try (ScriptedServer server = ScriptedServer.answering(500, "Content-Type: text/plain\r\n", page)) {
            ModelArtsOperationFailedException failure =
                    (ModelArtsOperationFailedException) call(server, "").getException();

            assertThat(failure.getResponseBody()).hasSize(64 * 1024);
            assertThat(failure.getMessage()).hasSizeLessThan(1500);
            assertThat(call(server, "").getException()).isInstanceOf(ModelArtsOperationFailedException.class);
        }
    }

    @Test
    void reportsAResponseThatEndsEarlyAsAConnectionFailure() throws Exception {
        try (ScriptedServer server = ScriptedServer.running((request, out, connection) -> {
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf".getBytes(StandardCharsets.US_ASCII));
            connection.close();
        })) {
            Exchange exchange = call(server, "");

            assertThat(exchange.getException())
                    .isInstanceOf(ModelArtsConnectionException.class)
                    .hasMessageContaining("broke before the response was complete");
            assertThat(((ModelArtsConnectionException) exchange.getException()).mayHaveExecuted())
                    .isTrue();
            assertThat(exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE))
                    .isNull();
            assertThat(exchange.getMessage().getBody()).isEqualTo("{}");
        }
    }

    @Test
    void reportsAPartialResponseThatWasNotRequestedAsAFailure() throws Exception {
        try (ScriptedServer server = ScriptedServer.answering(206, "", "part")) {
            assertThat(call(server, "").getException()).hasMessageContaining("206");
        }
    }

    private static void assertTooLarge(Exchange exchange) {
        assertThat(exchange.getException())
                .isInstanceOf(ModelArtsResponseException.class)
                .hasMessageContaining("maxResponseSize=");
        assertThat(((ModelArtsResponseException) exchange.getException()).isRetryable())
                .isFalse();
    }

    private static byte[] gzip(String text) throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return packed.toByteArray();
    }
}
