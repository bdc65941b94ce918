package io.github.camelmodelarts.faults;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.ModelArtsConnectionException;
import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.support.RefusingPort;
import io.github.camelmodelarts.support.RouteTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Input that can't be sent fails with an error that names cause and remedy; nothing is sent. */
class BadInputTest extends RouteTest {

    @TempDir
    private Path folder;

    private Exchange send(Object body, Map<String, Object> headers) throws Exception {
        return routes.send(predict("APP_SIGNATURE", local.address("echo")), body, headers);
    }

    private void assertNotSent(Exchange exchange, String... said) {
        assertThat(exchange.getException()).isInstanceOf(ModelArtsRequestException.class);
        assertThat(exchange.getException().getMessage()).doesNotContain("canary");
        for (String words : said) {
            assertThat(exchange.getException()).hasMessageContaining(words);
        }
        assertThat(exchange.getProperty("CamelAiErrorCategory")).isEqualTo("VALIDATION");
        assertThat(((ModelArtsRequestException) exchange.getException()).getAttempts())
                .isZero();
        assertThat(local.requests()).isEmpty();
    }

    @Tag("H09")
    @Tag("H14")
    @Tag("H19")
    @Tag("B23")
    @ParameterizedTest
    @CsvSource({
        "service.example.com/v1, does not begin with https://",
        "ftp://service.example.com/v1, does not begin with https://",
        "//service.example.com/v1, does not begin with https://",
        "https:///v1, has no valid host",
        "https://bad_host/v1, 'has an underscore in its host'",
        "https://bad_host:8443/v1, 'a DNS alias'",
        "https://my_service.example.com, 'or its IP address'",
        "wss://service.example.com/v1, is for WebSocket",
        "WS://service.example.com/v1, 'not supported yet'",
        "wss://user:canary@service.example.com/v1, 'wss://***@service.example.com'",
        "ftp://user:canary@service.example.com/v1, 'ftp://***@service.example.com'",
        "https://h:99999/v1, has no valid host",
        "https://user:canary@service.example.com/v1, user name or password",
        "https://canary@service.example.com/v1, user name or password",
        "https://service.example.com/v1#part, fragment",
        "https://service.example.com/v1?a=1#part, fragment",
        "https://service.example.com/a/../b, . or ..",
        "https://service.example.com/a/%2e%2E/b, . or ..",
        "https://service.example.com/a%2F..%2Fb, . or ..",
        "https://service.example.com/..;x=1/admin, . or ..",
        "http://service.localhost/v1, plain http",
        "https://service.example.com//a, //",
        "https://service.example.com/a//, //",
        "https://service.example.com/a?x=1;y=2, write %3B",
        "https://service.example.com/a?x=1+2, write %20",
        "https://service.example.com/a?=1, a value but no name",
        "https://service.example.com/a%zz, write %25",
        "https://service.example.com/a?x=%4, write %25",
        "https://service.example.com/%FF, not UTF-8",
        "https://good.huaweicloud.com\\@evil.example.com/, not allowed in a URL",
        "http://service.example.com/v1, plain http",
        "http://127.0.0.1.example.com/v1, plain http",
    })
    void refusesAnAddress(String address, String why) {
        assertThatThrownBy(() -> context.getEndpoint(predict("APP_CODE", address)))
                .rootCause()
                .isInstanceOf(ModelArtsRequestException.class)
                .hasMessageContaining(why)
                .hasMessageNotContaining("canary");
    }

    @Test
    void reportsAMissingAddress() {
        assertThatThrownBy(() -> context.getEndpoint("modelarts:predict?authType=NONE"))
                .rootCause()
                .hasMessageContaining("The option address is missing");
    }

    @Test
    void allowsPlainHttpToAnotherHostWithAllowHttp() {
        assertThat(context.getEndpoint(predict("APP_CODE", "http://10.0.0.7:8080/v1") + "&allowHttp=true"))
                .isNotNull();
    }

    @Test
    @Tag("H72")
    void sendsNoFileUnsignedOverPlainHttpToAnotherHost() throws Exception {
        Path picture = Files.write(folder.resolve("a.png"), new byte[] {1});

        Exchange exchange =
                routes.send(predict("APP_SIGNATURE", "http://10.255.255.1:9/v1") + "&allowHttp=true", picture.toFile());

        assertNotSent(exchange, "is sent over TLS only", "bodyType=BASE64");
    }

    @Tag("H09")
    @Tag("H11")
    @Tag("H13")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "../x",
                "/a/../../b",
                "/a/./b",
                "/%2e%2e/b",
                "a\\b",
                "a\u0000b",
                "a\tb",
                "a\r\nX: 1",
                "a\u2028b",
                "a\uD800b",
                "/x//",
                "/x#y",
                "/%",
                "?a+b",
                "?a;b"
            })
    void refusesAPathFromAHeader(String path) throws Exception {
        assertNotSent(send("{}", Map.of(ModelArtsConstants.PATH, path)));
    }

    @Tag("H11")
    @Test
    void refusesAPathOf40Kilobytes() throws Exception {
        assertNotSent(send("{}", Map.of(ModelArtsConstants.PATH, "/" + "a".repeat(40_000))), "longer than 32 KiB");
    }

    @Tag("H32")
    @ParameterizedTest
    @ValueSource(strings = {"a\rb", "a\nb", "a\r\n b", "a\u0000b", "\u010Ab", "a\u000Bb", "ü", "a\u007F"})
    void refusesAHeaderValueThatHttpWouldChange(String value) throws Exception {
        Exchange exchange = routes.send(
                predict("APP_SIGNATURE", local.address("echo")) + "&forwardHeaders=X-*",
                "{}",
                Map.of("X-Trace", value));

        assertNotSent(exchange, "header 'X-Trace'", "U+");
    }

    @Tag("H33")
    @ParameterizedTest
    @ValueSource(strings = {"X A", "X:A", "X\r\nY", "X-Ünï", "X(A)"})
    void refusesAnInvalidHeaderName(String name) throws Exception {
        Exchange exchange = routes.send(
                predict("APP_SIGNATURE", local.address("echo")) + "&forwardHeaders=X*", "{}", Map.of(name, "v"));

        assertNotSent(exchange, "is not allowed as the name of an HTTP header");
    }

    @Tag("H32")
    @ParameterizedTest
    @ValueSource(strings = {"Accept", "Content-Type"})
    void refusesALineBreakInTheHeadersThatItReads(String name) throws Exception {
        assertThat(send("{}", Map.of(name, "text/plain\r\nX-Evil: 1")).getException())
                .isInstanceOf(ModelArtsRequestException.class);
        assertThat(local.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"JSON", "FILE", "BASE64", "DATA_URL", "RAW"})
    void reportsAMissingBody(String bodyType) throws Exception {
        Exchange exchange =
                routes.send(predict("APP_SIGNATURE", local.address("echo")) + "&bodyType=" + bodyType, null);

        assertNotSent(exchange, "The body is null", "bodyType=" + bodyType);
    }

    @Test
    void refusesAnEmptyFile() throws Exception {
        assertNotSent(
                send(Files.createFile(folder.resolve("empty.png")).toFile(), Map.of()),
                "empty.png is empty",
                "readLock");
    }

    @Test
    void refusesADirectory() throws Exception {
        assertNotSent(send(folder.toFile(), Map.of()), "is a directory");
    }

    @Test
    void reportsADeletedFile() throws Exception {
        assertNotSent(send(folder.resolve("gone.png").toFile(), Map.of()), "gone.png does not exist");
    }

    @Test
    void refusesASpecialFile() throws Exception {
        assumeTrue(Files.exists(Path.of("/dev/null")), "this machine has no device files");

        assertNotSent(send(Path.of("/dev/null"), Map.of()), "null is a device or a pipe and not a regular file");
    }

    @Test
    void reportsAnUnreadableFile() throws Exception {
        Path secret = Files.write(folder.resolve("secret.png"), new byte[] {1});
        assertThat(secret.toFile().setReadable(false)).isTrue();
        assumeFalse(Files.isReadable(secret), "whoever runs this test may read everything");

        assertNotSent(send(secret.toFile(), Map.of()), "secret.png can't be read", "permissions");
    }

    @ParameterizedTest
    @MethodSource("unwritable")
    void reportsABodyThatJacksonCantWrite(Object body) throws Exception {
        assertNotSent(send(body, Map.of()), body.getClass().getName(), "Jackson can't write");
    }

    static Object[] unwritable() {
        Map<String, Object> cycle = new HashMap<>();
        cycle.put("self", cycle);
        return new Object[] {new Object(), Map.of("nested", new Object()), cycle};
    }

    @ParameterizedTest
    @ValueSource(strings = {"FILE", "RAW"})
    void namesTheBodiesThatABodyTypeAccepts(String bodyType) throws Exception {
        Exchange exchange =
                routes.send(predict("APP_SIGNATURE", local.address("echo")) + "&bodyType=" + bodyType, List.of(1));

        assertNotSent(exchange, "bodyType=" + bodyType + " takes a file, bytes, text or a stream");
    }

    @Test
    void reportsAnUnknownCharset() throws Exception {
        assertNotSent(send("x", Map.of(Exchange.CONTENT_TYPE, "text/plain; charset=evil")), "charset 'evil'");
    }

    @Tag("H01")
    @Tag("H02")
    @Tag("H04")
    @Tag("H06")
    @Tag("H07")
    @Tag("H08")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "CamelHttpUri",
                "CAMELHTTPURI",
                "CamelRestHttpUri",
                "CamelHttpPath",
                "CamelHttpQuery",
                "CamelHttpMethod",
                "CamelModelArtsAddress",
                "camelmodelartsaddress",
                "CamelModelArtsServiceId",
                "Host"
            })
    void ignoresHeadersThatNameATarget(String header) throws Exception {
        assertPredicted(send("{}", Map.of(header, "http://127.0.0.1:1/evil?{{sys:user.home}}")));

        assertThat(request().method()).isEqualTo("POST");
        assertThat(request().target()).isEqualTo("/v1/infers/" + echo.id());
    }

    @Tag("H08")
    @Test
    void acceptsAnAddressHeaderOnAnAllowedHostWithAllowHeaderOverride() throws Exception {
        String uri = predict("APP_SIGNATURE", local.address("sink")) + "&allowHeaderOverride=true";

        assertPredicted(routes.send(uri, "{}", Map.of(ModelArtsConstants.ADDRESS, local.address("echo"))));
        assertThat(request().service()).isEqualTo("echo");

        local.clearRequests();
        String other = local.address("echo").replace("127.0.0.1", "localhost");
        assertNotSent(
                routes.send(uri, "{}", Map.of(ModelArtsConstants.ADDRESS, other)),
                "neither the configured one nor in allowedHosts");
        assertPredicted(routes.send(uri + "&allowedHosts=localhost", "{}", Map.of(ModelArtsConstants.ADDRESS, other)));
    }

    @Tag("H08")
    @Tag("H19")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://good.huaweicloud.com@evil",
                "https://good.huaweicloud.com.evil",
                "https://evil#good",
                "https://evil\\@good",
                "https://evilhuaweicloud.com/",
                "https://bucket.obs.cn-north-4.myhuaweicloud.com/x",
                "http://x.huaweicloud.com/",
                "not an address"
            })
    void refusesADeceptiveAddressFromAHeader(String address) throws Exception {
        String uri = predict("APP_CODE", local.address("sink")) + "&allowHeaderOverride=true";

        assertNotSent(routes.send(uri, "{}", Map.of(ModelArtsConstants.ADDRESS, address)));
    }

    @Tag("H29")
    @Tag("H30")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization",
                "x-auth-token",
                "X-Apig-AppCode",
                "Cookie",
                "Host",
                "Content-Length",
                "Proxy-Authorization",
                "CamelX"
            })
    void refusesToForwardAuthenticationHeaders(String name) {
        assertThatThrownBy(() ->
                        context.getEndpoint(predict("APP_CODE", local.address("echo")) + "&forwardHeaders=X-A," + name))
                .rootCause()
                .hasMessageContaining("never forwarded");
    }

    @Tag("H29")
    @Tag("H30")
    @Test
    void forwardsNoAuthenticationHeadersEvenWithAnAsterisk() throws Exception {
        Map<String, Object> headers = new HashMap<>();
        for (String name : new String[] {
            "Authorization",
            "X-Auth-Token",
            "x-sdk-date",
            "X-SDK-Content-Sha256",
            "x-apig-appcode",
            "X-Security-Token",
            "X_Auth_Token",
            "X_Apig_AppCode",
            "x-stage",
            "Cookie",
            "Proxy-Authorization",
            "Transfer-Encoding",
            "Expect",
            "Upgrade",
            "TE"
        }) {
            headers.put(name, "canary");
        }
        headers.put("X-Mine", "yes");

        assertPredicted(
                routes.send(predict("APP_SIGNATURE", local.address("echo")) + "&forwardHeaders=*", "{}", headers));

        assertThat(request().header("X-Mine")).isEqualTo("yes");
        assertThat(request().headers().toString()).doesNotContain("canary");
    }

    @ParameterizedTest
    @CsvSource({
        "connectTimeout=-1, connectTimeout",
        "responseTimeout=-5s, responseTimeout",
        "totalTimeout=PT0S, totalTimeout",
        "maxConnections=0, maxConnections",
        "admissionTimeout=0, admissionTimeout",
        "admissionTimeout=-1s, admissionTimeout",
        "maxWaiting=-1, maxWaiting=-1 is negative: use 0 to let no call wait; or 2147483647 for no limit",
        "maxResponseSize=-1, maxResponseSize",
        "maxResponseSize=5000000000, maxResponseSize",
        "bodyType=SOUND, known are [AUTO; JSON; FILE; BASE64; DATA_URL; RAW]",
        "httpMethod=PATCH, known are [GET; POST; PUT; DELETE]",
        "timeuot=5, timeuot",
    })
    void namesTheOptionOfAnInvalidValue(String option, String said) {
        assertThatThrownBy(() -> context.getEndpoint(predict("APP_CODE", local.address("echo")) + "&" + option))
                .hasStackTraceContaining(said.replace(';', ','));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "connectTimeout=30s",
                "connectTimeout=PT30S",
                "connectTimeout=30000",
                "bodyType=base64",
                "httpMethod=put"
            })
    void acceptsOptionValuesInCamelsSpellings(String option) {
        assertThat(context.getEndpoint(predict("APP_CODE", local.address("echo")) + "&" + option))
                .isNotNull();
    }

    @Test
    void reportsARefusedConnection() throws Exception {
        try (RefusingPort port = new RefusingPort()) {
            Exchange exchange =
                    routes.send(predict("APP_SIGNATURE", "http://127.0.0.1:" + port.number() + "/v1"), "{}");

            assertThat(exchange.getException())
                    .isInstanceOf(ModelArtsConnectionException.class)
                    .hasMessageContaining("127.0.0.1:" + port.number())
                    .hasMessageContaining("No server listens on this port");
            ModelArtsConnectionException failure = (ModelArtsConnectionException) exchange.getException();
            assertThat(failure.mayHaveExecuted()).isFalse();
            assertThat(failure.isRetryable()).isTrue();
            assertThat(exchange.getProperty("CamelAiErrorCategory")).isEqualTo("SERVER_ERROR");
        }
    }

    @Test
    void reportsAnUnknownHost() throws Exception {
        Exchange exchange = routes.send(predict("APP_SIGNATURE", "https://no-such-host.invalid/v1"), "{}");

        assertThat(exchange.getException())
                .isInstanceOf(ModelArtsConnectionException.class)
                .hasMessageContaining("no-such-host.invalid")
                .hasMessageContaining("The host name can't be resolved");
    }
}
