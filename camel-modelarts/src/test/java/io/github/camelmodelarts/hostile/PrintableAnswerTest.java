package io.github.camelmodelarts.hostile;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.support.ContextTest;
import io.github.camelmodelarts.support.Routes;
import io.github.camelmodelarts.support.ScriptedServer;

import static org.assertj.core.api.Assertions.assertThat;

/** Texts of a server outside the body can neither control a terminal nor forge a log line, wherever they are shown. */
class PrintableAnswerTest extends ContextTest {

    /** Escape sequences with ESC and with the C1 control for it, a bell, a carriage return, and UTF-8's right-to-left override. */
    private static final String HOSTILE = "a\u001b[31m\u009b31m\u0007\t\u007f"
            + new String("\u202e\u2028".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1) + "z";

    private static final String HEADERS =
            "X-Request-Id: " + HOSTILE + "\r\nX-Folded: a\r\n \u001b[31mb\r\nX-\u001b[31mName: v\r\n"
                    + "Content-Type: text/plain; x=" + HOSTILE + "\r\n";

    @Override
    protected Routes openRoutes() throws Exception {
        return Routes.anonymous();
    }

    private Exchange call(ScriptedServer server, String options) throws Exception {
        return routes.send("modelarts:predict?authType=NONE&maxRetries=0&address=" + server.address() + options, "{}");
    }

    private static ScriptedServer answering(int status, String headers, String body) throws Exception {
        return ScriptedServer.answering(
                "HTTP/1.1 " + status + " Scripted\r\n" + headers + "Content-Length: " + body.length() + "\r\n",
                body.getBytes(StandardCharsets.US_ASCII));
    }

    private static void assertPrintable(Object shown) {
        assertThat(String.valueOf(shown)).doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");
    }

    private static void assertPrintable(Exchange exchange) {
        exchange.getMessage().getHeaders().forEach((name, value) -> {
            assertPrintable(name);
            assertPrintable(value);
        });
        exchange.getAllProperties().forEach((name, value) -> {
            if (name.startsWith("CamelAi") || name.startsWith("CamelModelArts")) {
                assertPrintable(value);
            }
        });
        Stream.<Throwable>iterate(exchange.getException(), failure -> failure != null, Throwable::getCause)
                .flatMap(failure -> Stream.concat(Stream.of(failure), Stream.of(failure.getSuppressed())))
                .forEach(PrintableAnswerTest::assertPrintable);
    }

    @ParameterizedTest
    @CsvSource({"200, false", "200, true", "400, false", "400, true", "503, true"})
    @Tag("K21")
    @Tag("H37")
    @DisplayName("K21: headers are printable for a response with status")
    void showsHeaders(int status, boolean thrown) throws Exception {
        try (ScriptedServer server = answering(status, HEADERS, "")) {
            Exchange exchange = call(server, "&throwExceptionOnFailure=" + thrown);

            assertPrintable(exchange);
            if (exchange.getException() instanceof ModelArtsOperationFailedException refused) {
                assertPrintable(refused.getResponseHeaders());
                assertPrintable(refused.getRequestId());
                assertPrintable(refused.getStatusText());
            } else {
                Map<String, Object> headers = exchange.getMessage().getHeaders();
                assertThat(headers.get(ModelArtsConstants.REQUEST_ID))
                        .asString()
                        .startsWith("a\\u001B[31m\\u009B31m\\u0007\\u0009\\u007F")
                        .endsWith("z");
                assertThat(headers.get(ModelArtsConstants.CONTENT_TYPE))
                        .asString()
                        .contains("\\u001B[31m");
                assertThat(headers.get(ModelArtsConstants.RESPONSE_HEADERS))
                        .asString()
                        .contains("X-\\u001B[31mName")
                        .contains("X-Folded");
            }
        }
    }

    @Test
    @Tag("K21")
    @DisplayName("K21: a request id is cut")
    void cutsARequestId() throws Exception {
        for (int status : new int[] {200, 400}) {
            try (ScriptedServer server = answering(status, "X-Request-Id: " + "x".repeat(5_000) + "\r\n", "")) {
                Exchange exchange = call(server, "&throwExceptionOnFailure=false");

                assertThat(exchange.getMessage().getHeader(ModelArtsConstants.REQUEST_ID))
                        .isEqualTo("x".repeat(128) + "...");
                // the header with all response headers has the whole id
                assertThat(exchange.getMessage()
                                .getHeader(ModelArtsConstants.RESPONSE_HEADERS, Map.class)
                                .get("x-request-id"))
                        .isEqualTo("x".repeat(5_000));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 2\u001b[31m0 OK\r\n\r\n",
                "\u001b[31mHTTP\u009b31m\r\n\r\n",
                "HTTP/1.1 200 OK\r\n\u001b[31mno header\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: \u001b[31m\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: \u001b[31m\u0007\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Encoding: \u001b[31m\u0007\r\nContent-Length: 1\r\n\r\nx",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\u001b[31m\r\n",
                "HTTP/1.1 302 Found\r\nLocation: http://\u001b[31m/\r\nContent-Length: 0\r\n\r\n",
            })
    @Tag("K21")
    @DisplayName("K21: an exception and its cause are printable for a response like")
    void showsInvalidResponses(String answer) throws Exception {
        try (ScriptedServer server = ScriptedServer.afterRequest(connection -> connection.send(answer))) {
            Exchange exchange = call(server, "");

            assertThat(exchange.getException()).isNotNull();
            assertPrintable(exchange);
        }
    }

    @Test
    @Tag("K21")
    @DisplayName("K21: the data of a service from operations is printable")
    void showsAService() throws Exception {
        String json =
                "{\"service_id\":\"s\\u001b[31m\\u202e\",\"service_name\":\"n\\u0007\",\"status\":\"running\\u001b[31m\"}";
        try (ScriptedServer server = answering(200, HEADERS, json)) {
            Exchange exchange = routes.send(
                    "modelarts:describeService?authType=TOKEN&token=t&projectId=p&serviceName=n&modelArtsEndpoint=http://127.0.0.1:"
                            + server.port(),
                    null);
            assertPrintable(exchange);

            Exchange described = routes.send(
                    "modelarts:describeService?authType=TOKEN&token=t&projectId=p&serviceId=s&modelArtsEndpoint=http://127.0.0.1:"
                            + server.port(),
                    null);
            assertPrintable(described);
            assertThat(described.getMessage().getHeader(ModelArtsConstants.SERVICE_STATUS))
                    .isEqualTo("running\\u001B[31m");
        }
    }
}
