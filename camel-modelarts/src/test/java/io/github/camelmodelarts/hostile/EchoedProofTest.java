package io.github.camelmodelarts.hostile;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.options.ModelArtsConfiguration;
import io.github.camelmodelarts.support.Canaries;
import io.github.camelmodelarts.support.FaultTest;
import io.github.camelmodelarts.support.ScriptedServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Servers and proxies echo credentials that they received, in any place and form: no error shows them. */
@Tag("S2")
class EchoedProofTest extends FaultTest {

    /** With characters that are escaped in URLs, JSON and HTML. */
    private static final String CODE = "c4n4ry+code/e90b54d7aa&x=\"<7>\"==";

    /** As long as a token: the part of a response that is shown ends in the middle of it. */
    private static final String LONG_CODE = "c4n4ry-0123456789abcdef".repeat(30);

    private static final int KEPT = 64 * 1024;

    /** Responses of a server, made from the credentials that it received. */
    private static final Map<String, Function<String, byte[]>> ECHOES = new LinkedHashMap<>();

    static {
        answers("as the reason phrase", proof -> "HTTP/1.1 400 " + proof + "\r\nContent-Length: 0\r\n\r\n");
        answers("as a header", proof -> answer("X-Echo: " + proof + "\r\n", ""));
        answers("as the name of a header", proof -> answer("X-" + proof.replaceAll("[^a-z0-9-]", "") + ": 1\r\n", ""));
        answers("as the content type", proof -> answer("Content-Type: text/" + proof + "\r\n", proof));
        answers("as the content coding", proof -> answer("Content-Encoding: " + proof + "\r\n", "x"));
        answers(
                "as the content coding of a success",
                proof -> answer("Content-Encoding: " + proof + "\r\n", "x").replaceFirst("400 No", "200 OK"));
        answers("as a time to wait", proof -> answer("Retry-After: " + proof + "\r\n", ""));
        answers(
                "as the host of a redirect",
                proof -> answer("Location: https://" + proof + ".example.com/\r\n", "")
                        .replaceFirst("400 No", "302 Found"));
        answers("as the body", proof -> answer("", proof));
        answers("as JSON", proof -> answer("", json(proof, "\\u%04x")));
        answers("as JSON, in capitals", proof -> answer("", json(proof, "\\u%04X")));
        answers(
                "as code, message and id",
                proof -> answer(
                        "",
                        "{\"error_code\":\"%1$s\",\"error_msg\":\"%1$s\",\"request_id\":\"%1$s\"}"
                                .formatted(proof.replace("\"", "\\\""))));
        answers("as a URL", proof -> answer("", "/login?to=" + URLEncoder.encode(proof, StandardCharsets.UTF_8)));
        answers(
                "as HTML",
                proof -> answer(
                        "",
                        "<html>"
                                + proof.replace("&", "&amp;")
                                        .replace("<", "&lt;")
                                        .replace(">", "&gt;")
                                        .replace("\"", "&#34;")));
        answers(
                "in Base64",
                proof -> answer("", Base64.getEncoder().encodeToString(proof.getBytes(StandardCharsets.UTF_8))));
        answers("instead of HTTP", proof -> proof + "\r\n\r\n");
        answers("as the version of HTTP", proof -> "HTTP/" + proof + " 200 OK\r\n\r\n");
        answers("as the status", proof -> "HTTP/1.1 " + proof + "\r\n\r\n");
        answers("as a header without a colon", proof -> "HTTP/1.1 200 OK\r\n" + proof + "\r\n\r\n");
        answers("as the length", proof -> "HTTP/1.1 200 OK\r\nContent-Length: " + proof + "\r\n\r\n");
        answers("as the transfer coding", proof -> "HTTP/1.1 200 OK\r\nTransfer-Encoding: " + proof + "\r\n\r\n");
        answers(
                "as the size of a chunk",
                proof -> "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + proof + "\r\n");
        ECHOES.put("compressed", EchoedProofTest::compressed);
    }

    private static void answers(String how, Function<String, String> answer) {
        ECHOES.put(how, proof -> answer.apply(proof).getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String answer(String headers, String body) {
        return "HTTP/1.1 400 No\r\n" + headers + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private static String json(String proof, String escape) {
        StringBuilder json = new StringBuilder("{\"you\":\"");
        for (int i = 0; i < proof.length(); i++) {
            char c = proof.charAt(i);
            json.append(Character.isLetterOrDigit(c) ? String.valueOf(c) : escape.formatted((int) c));
        }
        return json.append("\"}").toString();
    }

    private static byte[] compressed(String proof) {
        try {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
                gzip.write(("you sent " + proof).getBytes(StandardCharsets.UTF_8));
            }
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            answer.write(("HTTP/1.1 400 No\r\nContent-Encoding: gzip\r\nContent-Length: " + packed.size() + "\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
            packed.writeTo(answer);
            return answer.toByteArray();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static Stream<Arguments> echoes() {
        return ECHOES.keySet().stream().flatMap(how -> Stream.of(arguments(how, CODE), arguments(how, LONG_CODE)));
    }

    /** Responds once for each request, and closes the connection. */
    private static ScriptedServer echoing(String header, Function<String, byte[]> answer) throws IOException {
        return ScriptedServer.playing(connection -> connection.send(
                answer.apply(connection.request().replaceAll("(?s).*\r\n" + header + ": ([^\r]*).*", "$1"))));
    }

    private void assertShowsNothing(Exchange exchange, String secret) {
        new Canaries().with("The proof", secret).assertNotIn("The exchange", Canaries.shownBy(exchange));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("echoes")
    @Tag("H69")
    @DisplayName("H53: our own credentials echoed")
    void showsNoCredentialsThatAServerEchoes(String how, String code) throws Exception {
        nothingLeft.routes().component().getConfiguration().setAppCode(code);
        try (ScriptedServer server = echoing("X-Apig-AppCode", ECHOES.get(how))) {
            Exchange exchange = call(server, "&maxRetries=0");

            assertThat(server.heads()).hasSize(1).first().asString().contains(code);
            assertThat(exchange.getException()).isNotNull();
            assertShowsNothing(exchange, code);

            assertShowsNothing(call(server, "&maxRetries=0&throwExceptionOnFailure=false"), code);
        }
    }

    @Test
    @DisplayName("H53: our own credentials, cut at the end of the kept part of an error response")
    void showsNoPartOfCredentialsThatWereCut() throws Exception {
        nothingLeft.routes().component().getConfiguration().setAppCode(CODE);
        for (int shown = 1; shown <= CODE.length(); shown++) {
            String before = "x".repeat(KEPT - shown);
            try (ScriptedServer server = echoing(
                    "X-Apig-AppCode",
                    proof -> answer("", before + proof + "y".repeat(9)).getBytes(StandardCharsets.ISO_8859_1))) {
                Exchange exchange = call(server, "");

                // the shortest beginning that is masked
                assertThat(Canaries.shownBy(exchange)).doesNotContain(CODE.substring(0, 6));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 502 ", "HTTP/1.1 ", ""})
    @Tag("S2")
    void showsNoPasswordThatAProxyEchoes(String before) throws Exception {
        String password = "c4n4ry-proxy-0a1b2c3d4e";
        String proof = Base64.getEncoder().encodeToString(("someone:" + password).getBytes(StandardCharsets.UTF_8));
        try (ScriptedServer proxy = echoing(
                "Proxy-Authorization",
                sent -> (before + sent + "\r\nX-Echo: " + sent + "\r\nContent-Length: " + sent.length() + "\r\n\r\n"
                                + sent)
                        .getBytes(StandardCharsets.ISO_8859_1))) {
            String port = proxy.address().replaceAll("[^:]*:[^:]*:(\\d+).*", "$1");
            nothingLeft.routes().component().getConfiguration().setProxyPassword(password);
            Exchange exchange = call(
                    "modelarts:predict?authType=APP_CODE&maxRetries=0&allowHttp=true&address=http://service.example.com/v1"
                            + "&proxyHost=127.0.0.1&proxyUsername=someone&proxyPort=" + port,
                    "{}");

            assertThat(proxy.heads()).hasSize(1).first().asString().contains("Basic " + proof);
            assertThat(exchange.getException()).isNotNull();
            assertShowsNothing(exchange, password);
            assertThat(Canaries.shownBy(exchange)).doesNotContain(proof.substring(0, 12));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"HTTP/1.1 401 No\r\nX-Echo: %s\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 %s\r\n\r\n", "%s\r\n\r\n"
            })
    @Tag("S2")
    void showsNoPasswordThatIamEchoes(String answer) throws Exception {
        String password = "c4n4ry/password+17f3ce8b60";
        try (ScriptedServer iam = ScriptedServer.playing(connection -> connection.send(
                answer.formatted(connection.request().replaceAll("(?s).*\"password\":\"([^\"]*)\".*", "$1"))))) {
            String endpoint = iam.address().replaceFirst("/v1.*", "");

            ModelArtsConfiguration options = nothingLeft.routes().component().getConfiguration();
            options.setUsername("someone");
            options.setPassword(password);

            Exchange exchange = call(
                    "modelarts:predict?authType=PASSWORD&region=r&address=https://service.example.com/v1&iamEndpoint="
                            + endpoint,
                    "{}");

            assertThat(iam.heads()).isNotEmpty();
            assertThat(exchange.getException()).isNotNull();
            assertShowsNothing(exchange, password);
        }
    }
}
