package io.github.camelmodelarts.auth;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.local.gateway.RecordedRequest;
import io.github.camelmodelarts.support.RouteTest;
import io.github.camelmodelarts.support.TestProxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The signed request is the sent request: the gateway recomputes each signature from the raw request with its own code. */
class SigningOnTheWireTest extends RouteTest {

    /** Left: the value in the route. Right: the value as it is sent. */
    @Tag("H13")
    @ParameterizedTest
    @CsvSource({
        "/a/b, /a/b",
        "a/b/, /a/b/",
        "/sp ace, /sp%20ace",
        "/你好/🚀, /%E4%BD%A0%E5%A5%BD/%F0%9F%9A%80",
        "/%e4%bd%a0, /%e4%bd%a0",
        "/%41%2Fb, /%41%2Fb",
        "/100%25, /100%25",
        "/~u/a*b/(x)!', /~u/a*b/(x)!'",
        "'/a;v=1/b,c=2', '/a;v=1/b,c=2'",
        "/a@b:c&d$e, /a@b:c&d$e",
        "/a+b/c++, /a+b/c++",
        "/mid//dle, /mid//dle",
        "/[x]|^, /%5Bx%5D%7C%5E",
        "?, ''",
        "?a=1&b=2, ?a=1&b=2",
        "/p?zeta=1&alpha=2&Beta=3, /p?zeta=1&alpha=2&Beta=3",
        "?k=c&k=a&k=b, ?k=c&k=a&k=b",
        "?flag&empty=&e=a==, ?flag&empty=&e=a==",
        "?q=hello world, ?q=hello%20world",
        "?q=1%2B1&r=%C3%A9, ?q=1%2B1&r=%C3%A9",
        "?名=值&🚀=x, ?%E5%90%8D=%E5%80%BC&%F0%9F%9A%80=x",
        "?a%20b=1&a!b=2, ?a%20b=1&a!b=2",
        "?u=https%3A%2F%2Fa.b%2Fc%3Fd%3De%26f, ?u=https%3A%2F%2Fa.b%2Fc%3Fd%3De%26f",
        "?x=a/b?c, ?x=a/b?c",
    })
    void signsPathsAndQueriesAsTheyAreSent(String path, String sent) throws Exception {
        for (String authType : new String[] {"APP_SIGNATURE", "AK_SK"}) {
            local.clearRequests();

            Exchange exchange =
                    routes.send(predict(authType, local.address("echo")), "{}", Map.of(ModelArtsConstants.PATH, path));

            assertPredicted(exchange);
            assertThat(request().target()).isEqualTo("/v1/infers/" + echo.id() + sent);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PUT", "DELETE"})
    void signsEachMethodWithAndWithoutABody(String method) throws Exception {
        String uri = predict("APP_SIGNATURE", local.address("echo")) + "&httpMethod=" + method;

        assertPredicted(routes.send(uri, null));
        assertPredicted(routes.send(uri, "{\"a\":1}"));

        boolean carriesBody = method.equals("POST") || method.equals("PUT");
        RecordedRequest[] seen = requests(2).toArray(RecordedRequest[]::new);
        assertThat(seen[0].method()).isEqualTo(method);
        assertThat(seen[0].bodyLength()).isZero();
        assertThat(seen[0].header("Content-Length")).isEqualTo(carriesBody ? "0" : null);
        assertThat(seen[1].bodyText()).isEqualTo(carriesBody ? "{\"a\":1}" : "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"text\":\"你好，世界 – naïve 🚀\"}", "{\n  \"a\": [1, 2, 3]\n}\n", "", " ", "\u0000\u0001"})
    void signsTheBytesOfABodyAsTheyAreSent(String body) throws Exception {
        assertPredicted(routes.send(predict("APP_SIGNATURE", local.address("echo")), body));

        assertThat(request().bodyText()).isEqualTo(body);
        assertThat(request().header("x-sdk-content-sha256")).isNull();
    }

    @Test
    void signsAFileAsUnsignedPayload(@TempDir Path folder) throws Exception {
        Path picture = Files.write(folder.resolve("page.png"), new byte[] {1, 2, 3});

        assertPredicted(routes.send(predict("APP_SIGNATURE", local.address("echo")), picture.toFile()));

        assertThat(request().header("x-sdk-content-sha256")).isEqualTo("UNSIGNED-PAYLOAD");
        assertThat(request().header("Authorization"))
                .contains("SignedHeaders=host;x-sdk-content-sha256;x-sdk-date;x-stage,");
        assertThat(request().header("Content-Type")).startsWith("multipart/form-data; boundary=");
    }

    @Test
    void signsTheBytesOfAJsonFile(@TempDir Path folder) throws Exception {
        Path json = Files.writeString(folder.resolve("flowers.json"), "{\"data\":{\"req_data\":[]}}");

        assertPredicted(routes.send(predict("APP_SIGNATURE", local.address("echo")), json.toFile()));

        assertThat(request().header("x-sdk-content-sha256")).isNull();
        assertThat(request().header("Content-Type")).isEqualTo("application/json");
        assertThat(request().bodyText()).isEqualTo(Files.readString(json));
    }

    @Test
    void signsAnExplicitPort() throws Exception {
        assertPredicted(routes.send(predict("APP_SIGNATURE", local.address("echo")), "{}"));

        assertThat(request().header("Host")).isEqualTo("127.0.0.1:" + local.port());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://192.0.2.1",
                "http://192.0.2.1:80",
                "HTTP://MODELARTS-LOCAL.TEST",
                "http://modelarts-local.test:80"
            })
    void signsTheHostWithoutTheDefaultPort(String origin) throws Exception {
        // a proxy accepts the connection, so that port 80 of this machine need not be free
        try (TestProxy proxy = TestProxy.to(local.port())) {
            String address = origin + URI.create(local.address("echo")).getPath();

            Exchange exchange = routes.send(
                    predict("APP_SIGNATURE", address) + "&allowHttp=true&proxyHost=127.0.0.1&proxyPort=" + proxy.port(),
                    "{}");

            assertPredicted(exchange);
            assertThat(request().header("Host")).isEqualTo(origin.contains("192") ? "192.0.2.1" : TestProxy.NAME);
        }
    }

    @Test
    void signsAnIpv6Host() throws Exception {
        assumeTrue(local.hasIpv6(), "this machine has no IPv6 loopback address");

        assertPredicted(routes.send(predict("APP_SIGNATURE", local.ipv6Address("echo")), "{}"));

        assertThat(request().header("Host")).isEqualTo("[::1]:" + local.port());
    }

    @Test
    void appendsTheQueryOfThePathToTheQueryOfTheAddress() throws Exception {
        String address = local.address("echo") + "/base/?a=1";

        assertPredicted(routes.send(predict("AK_SK", address) + "&path=RAW(/predict?b=2)", "{}"));

        assertThat(request().target()).isEqualTo("/v1/infers/" + echo.id() + "/base/predict?a=1&b=2");
    }

    @Test
    void keepsATrailingSlash() throws Exception {
        assertPredicted(routes.send(predict("AK_SK", local.address("echo") + "/"), "{}"));

        assertThat(request().target()).isEqualTo("/v1/infers/" + echo.id() + "/");
    }

    @Test
    void namesTheLineThatWasChangedOnTheWay() throws Exception {
        try (TestProxy meddler = TestProxy.to(local.port()).replacing("?pages=1", "?pages=2")) {
            Exchange exchange = routes.send(
                    predict("APP_SIGNATURE", TestProxy.named(local.address("echo")) + "?pages=1")
                            + "&allowHttp=true&proxyHost=127.0.0.1&proxyPort=" + meddler.port(),
                    "{}");

            assertThat(exchange.getException())
                    .hasMessageContaining("401 APIG.0303")
                    .hasMessageContaining(
                            "line 3 of the canonical request was 'pages=1' when it was signed, and 'pages=2' at"
                                    + " the gateway");
        }
    }
}
