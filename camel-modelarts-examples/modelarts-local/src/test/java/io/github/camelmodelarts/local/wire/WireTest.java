package io.github.camelmodelarts.local.wire;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.RawConnection;
import io.github.camelmodelarts.local.gateway.RecordedRequest;
import io.github.camelmodelarts.local.signing.RawRequest;
import io.github.camelmodelarts.local.signing.SigningVector;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class WireTest {

    private final ModelArtsLocal server = ModelArtsLocal.start();
    private final String date = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'")
            .withZone(ZoneOffset.UTC)
            .format(Instant.now());
    private String path;

    @BeforeEach
    void addService() {
        server.addService("echo", new EchoModel()).bodyLimit(1 << 20);
        path = URI.create(server.address("echo")).getPath();
    }

    @AfterEach
    void close() {
        server.close();
    }

    private String head(String method, String target, String... headers) {
        return method + " " + target + " HTTP/1.1\r\nHost: localhost\r\napikey: "
                + server.credentials().appKey() + "\r\n" + String.join("", headers) + "\r\n";
    }

    static Stream<SigningVector> vectors() {
        return SigningVector.agreed().stream();
    }

    /** The gateway's canonical request is that of the official signer, so the server has not changed the request. */
    @ParameterizedTest
    @MethodSource("vectors")
    void keepsEachRequestOfTheOfficialSignersAsItWasSent(SigningVector vector) throws IOException {
        RawRequest request = vector.request();
        String target = path + (request.target().equals("/") ? "" : request.target());
        StringBuilder head = new StringBuilder(request.method() + " " + target + " HTTP/1.1\r\n");
        Map<String, List<String>> headers = new LinkedHashMap<>(request.headers());
        headers.put(
                "Authorization",
                List.of(vector.authorization()
                        .replace(vector.key(), server.credentials().appKey())));
        headers.put("X-Sdk-Date", List.of(date));
        headers.forEach((name, values) ->
                head.append(name).append(": ").append(values.get(0)).append("\r\n"));
        head.append("Content-Length: ").append(vector.body().length).append("\r\n\r\n");
        try (RawConnection connection = new RawConnection(server.port())) {
            connection
                    .send(head.toString().getBytes(StandardCharsets.ISO_8859_1))
                    .send(vector.body());
            String expected = vector.canonicalRequest()
                    .replace(vector.date(), date)
                    .replaceFirst("\n/", "\n" + path + "/")
                    .replace('\n', '|');
            assertThat(connection.answer()).contains("canonicalRequest:" + expected.replace("\"", "\\\""));
        }
    }

    @Test
    void recordsRequestsExactlyAsSent() throws IOException {
        try (RawConnection connection = new RawConnection(server.port())) {
            String target = path + "/a;v=1/./%41?";
            connection.send(
                    head("POST", target, "X-Note:  two  blanks\t\r\n", "x-note: again\r\n", "Content-Length: 2\r\n")
                            + "{}");
            assertThat(connection.answer()).contains("\"path\":\"/a;v=1/./%41\"");
            server.awaitRequests(1);
            RecordedRequest request = server.requests().get(0);
            assertThat(request.target()).isEqualTo(target);
            assertThat(request.headers().get("X-NOTE")).containsExactly("two  blanks", "again");
            assertThat(request.bodyText()).isEqualTo("{}");
            assertThat(request.service()).isEqualTo("echo");
            assertThat(request.status()).isEqualTo(200);
            assertThat(request.errorCode()).isNull();
            assertThat(request.remotePort()).isPositive();
            assertThat(request).asString().doesNotContain(server.credentials().appKey());
        }
    }

    @Test
    void findsEachRequestOnAReusedConnection() throws IOException {
        try (RawConnection connection = new RawConnection(server.port())) {
            String chunked = head("POST", path + "/1", "Transfer-Encoding: chunked\r\n")
                    + "3;x=y\r\nabc\r\n1\r\nd\r\n0\r\nTrailer: x\r\n\r\n";
            String sized = head("PUT", path + "/2", "Content-Length: 3\r\n") + "\r\n\r";
            connection.send(chunked + sized + head("GET", path + "/3") + head("DELETE", path + "/4"));
            assertThat(connection.answer()).contains("\"path\":\"/1\"").contains("\"body\":\"abcd\"");
            assertThat(connection.answer()).contains("\"path\":\"/2\"").contains("\"length\":3");
            assertThat(connection.answer()).contains("\"path\":\"/3\"");
            assertThat(connection.answer()).contains("\"path\":\"/4\"");
        }
        assertThat(server.awaitRequests(4)).hasSize(4);
        assertThat(server.requests())
                .extracting(RecordedRequest::method)
                .containsExactly("POST", "PUT", "GET", "DELETE");
        assertThat(server.requests())
                .extracting(RecordedRequest::remotePort)
                .containsOnly(server.requests().get(0).remotePort());
    }

    @Test
    void rejectsALargeBodyBeforeReadingItAndKeepsTheConnection() throws IOException {
        try (RawConnection connection = new RawConnection(server.port())) {
            int size = 40 << 20;
            connection.send(head("POST", path, "Content-Length: " + size + "\r\n"));
            assertThat(connection.answer()).startsWith("HTTP/1.1 413").contains("Request entity too large");
            connection.send(new byte[size]).send(head("GET", path));
            assertThat(connection.answer()).startsWith("HTTP/1.1 200");
        }
        assertThat(server.awaitRequests(2)).hasSize(2);
        assertThat(server.requests().get(0).bodyLength()).isZero();
    }

    @Test
    void rejectsALargeBodyOfUnknownLengthAndKeepsTheConnection() throws IOException {
        try (RawConnection connection = new RawConnection(server.port())) {
            connection.send(head("POST", path, "Transfer-Encoding: chunked\r\n"));
            for (int i = 0; i < 20; i++) {
                connection.send("20000\r\n").send(new byte[0x20000]).send("\r\n");
            }
            connection.send("0\r\n\r\n");
            assertThat(connection.answer()).startsWith("HTTP/1.1 413").contains("Request entity too large");
            assertThat(connection.send(head("GET", path)).answer()).startsWith("HTTP/1.1 200");
        }
    }

    /** XNIO drains bodies into one file channel per JVM, which Java closes if an interrupted thread uses it. */
    @Test
    void rejectsALargeBodyAndKeepsTheConnectionAfterAThreadOfAnotherServerWasInterrupted() throws IOException {
        try (ModelArtsLocal other = ModelArtsLocal.start()) {
            other.addService("interrupted", request -> {
                        request.body().readNBytes(1 << 19);
                        Thread.currentThread().interrupt();
                        request.body().readAllBytes();
                        throw new IllegalStateException("not reached");
                    })
                    .bodyLimit(1 << 20);
            String target = URI.create(other.address("interrupted")).getPath();
            try (RawConnection connection = new RawConnection(other.port())) {
                connection.send("POST " + target + " HTTP/1.1\r\nHost: localhost\r\napikey: "
                        + other.credentials().appKey() + "\r\nTransfer-Encoding: chunked\r\n\r\n200000\r\n");
                connection.send(new byte[0x200000]).send("\r\n0\r\n\r\n");
                connection.answer();
                other.awaitRequests(1);
            }
        }
        rejectsALargeBodyBeforeReadingItAndKeepsTheConnection();
    }

    @Test
    void sendsContinueOnlyIfTheBodyIsAllowed() throws IOException {
        try (RawConnection connection = new RawConnection(server.port())) {
            connection.send(head("POST", path, "Expect: 100-continue\r\n", "Content-Length: 2\r\n"));
            assertThat(connection.answer()).startsWith("HTTP/1.1 100");
            assertThat(connection.send("{}").answer()).startsWith("HTTP/1.1 200");
            connection.send(head("POST", path, "Expect: 100-continue\r\n", "Content-Length: 2000000\r\n"));
            assertThat(connection.answer()).startsWith("HTTP/1.1 413");
        }
    }

    @Test
    void acceptsATokenOfManyKilobytesAndRejectsHeadsOverTheLimits() throws IOException {
        try (RawConnection connection = new RawConnection(server.port())) {
            String long31 = "x".repeat(31 << 10);
            assertThat(connection
                            .send(head("GET", path, "X-Long: " + long31 + "\r\n"))
                            .answer())
                    .startsWith("HTTP/1.1 200");
            assertThat(connection
                            .send(head("GET", path, "X-Long: xx" + long31.repeat(2) + "\r\n"))
                            .answer())
                    .startsWith("HTTP/1.1 494")
                    .contains("\"error_msg\":\"Request headers too large\",\"error_code\":\"APIG.0201\"");
            String five = ("X-Long: " + long31 + "\r\n").repeat(5);
            assertThat(connection.send(head("GET", path, five)).answer()).startsWith("HTTP/1.1 494");
            assertThat(connection
                            .send(head("GET", path + "?q=" + long31.repeat(2)))
                            .answer())
                    .startsWith("HTTP/1.1 414")
                    .contains("Request URI too large");
            assertThat(connection.send(head("GET", path + "?q=" + long31)).answer())
                    .startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void rejectsABadPercentEscapeInASignedRequest() throws IOException {
        String head = "GET " + path + "?q=%zz HTTP/1.1\r\nHost: h\r\nX-Sdk-Date: " + date
                + "\r\nAuthorization: SDK-HMAC-SHA256 Access="
                + server.credentials().appKey()
                + ", SignedHeaders=x-sdk-date, Signature=00\r\n\r\n";
        try (RawConnection connection = new RawConnection(server.port())) {
            assertThat(connection.send(head).answer())
                    .startsWith("HTTP/1.1 400")
                    .contains("API request error");
        }
    }

    @Test
    void endsARequestWhoseClientClosedTheConnection() throws IOException {
        try (RawConnection connection = new RawConnection(server.port())) {
            connection.send(head("POST", path, "Content-Length: 100\r\n") + "half");
            await().atMost(60, SECONDS).until(() -> server.service("echo").inFlight() == 1);
        }
        await().atMost(60, SECONDS).until(() -> server.service("echo").inFlight() == 0);
        assertThat(server.requests()).singleElement().satisfies(request -> {
            assertThat(request.status()).isZero();
            assertThat(request.bodyText()).isEqualTo("half");
        });
    }
}
