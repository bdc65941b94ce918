package io.github.camelmodelarts.local.gateway;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.TestCaller;
import io.github.camelmodelarts.local.TestCaller.Answer;
import io.github.camelmodelarts.local.TestClock;
import io.github.camelmodelarts.local.TestSignature;
import io.github.camelmodelarts.local.api.Credentials;
import io.github.camelmodelarts.local.api.Scheme;

import static org.assertj.core.api.Assertions.assertThat;

class AuthenticationTest {

    private static final byte[] BODY = TestCaller.BODY;

    private final TestClock clock = new TestClock();
    private final ModelArtsLocal server = ModelArtsLocal.builder().clock(clock).start();
    private final TestCaller caller = new TestCaller(server, clock);
    private final Credentials credentials = server.credentials();
    private Service echo;

    @BeforeEach
    void addService() {
        echo = server.addService("echo", new EchoModel());
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void acceptsEachScheme() {
        assertLetIn(caller.post("echo", caller.app()), Scheme.APP_SIGNATURE);
        assertLetIn(caller.post("echo", caller.accessKey()), Scheme.AK_SK);
        assertLetIn(caller.post("echo", caller.temporaryKey(), securityToken()), Scheme.AK_SK);
        assertLetIn(caller.post("echo", caller.appCode()), Scheme.APP_CODE);
        assertLetIn(caller.post("echo", Map.of("apikey", credentials.appKey())), Scheme.APP_KEY);
        assertLetIn(caller.post("echo", Map.of("X-Auth-Token", credentials.token())), Scheme.TOKEN);
        assertLetIn(caller.post("echo", Map.of("Authorization", "Bearer " + credentials.apiKey())), Scheme.API_KEY);
        echo.withoutAuthentication();
        assertLetIn(caller.post("echo", Map.of()), Scheme.NONE);
    }

    private void assertLetIn(Answer answer, Scheme scheme) {
        assertThat(answer.response().body()).contains(TestSignature.sha256(BODY));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Server")).isEqualTo("ModelArts");
        server.awaitRequests(1);
        assertThat(server.requests())
                .singleElement()
                .satisfies(request -> assertThat(request.scheme()).isEqualTo(scheme));
        server.clearRequests();
    }

    private Map<String, String> securityToken() {
        return Map.of("X-Security-Token", credentials.securityToken());
    }

    @Test
    void rejectsAnUnknownAppKey() {
        Answer answer = caller.post("echo", new TestSignature("nobody", "secret", clock.instant()));
        assertRefused(
                answer, 401, "APIG.0303", "Incorrect app authentication information: app not found, appkey nobody");
        assertThat(answer.header("Server")).isEqualTo("api-gateway");
        assertThat(answer.header("X-Request-Id"))
                .matches("[0-9a-f]{32}")
                .isEqualTo(answer.json().get("request_id").asText());
        assertThat(answer.header("Date")).isEqualTo("Sun, 01 Mar 2026 12:00:00 GMT");
    }

    @Test
    void showsTheExpectedCanonicalRequest() {
        TestSignature wrong = new TestSignature(credentials.appKey(), "wrong", clock.instant());
        assertRefused(
                caller.post("echo", wrong, Map.of("x-stage", "RELEASE")),
                401,
                "APIG.0303",
                "Incorrect app authentication information: verify signature fail, canonicalRequest:POST|/v1/infers/"
                        + echo.id() + "/||host:127.0.0.1:" + server.port()
                        + "|x-sdk-date:20260301T120000Z|x-stage:RELEASE||host;x-sdk-date;x-stage|"
                        + TestSignature.sha256(BODY));
    }

    @Test
    void acceptsAClockThatIsAtMostFifteenMinutesOff() {
        TestSignature signature = caller.app();
        clock.move(Duration.ofMinutes(15));
        assertThat(caller.post("echo", signature).status()).isEqualTo(200);
        clock.move(Duration.ofMinutes(-30));
        assertThat(caller.post("echo", signature).status()).isEqualTo(200);
        clock.move(Duration.ofSeconds(-1));
        assertRefused(
                caller.post("echo", signature),
                401,
                "APIG.0303",
                "Incorrect app authentication information: signature expired, signature time:20260301T120000Z,"
                        + "server time:20260301T114459Z");
        clock.move(Duration.ofMinutes(30).plusSeconds(2));
        assertThat(caller.post("echo", signature).message()).contains("server time:20260301T121501Z");
    }

    @Test
    void rejectsAnAuthorizationWithoutAKey() {
        for (String value :
                new String[] {"SDK-HMAC-SHA256", "SDK-HMAC-SHA256 Access=, SignedHeaders=host", "Basic eDp5"}) {
            assertRefused(
                    caller.post("echo", Map.of("Authorization", value)),
                    401,
                    "APIG.0303",
                    "Incorrect app authentication information: Access or Credential is empty in Authorization");
        }
        assertRefused(
                caller.post("echo", Map.of("Authorization", "SDK-HMAC-SHA256 Access=a, SignedHeaders=host")),
                401,
                "APIG.0303",
                "Incorrect app authentication information: Authorization format incorrect");
    }

    @Test
    void rejectsASignatureWithoutDateOrWithAMissingSignedHeader() {
        URI uri = URI.create(server.address("echo"));
        Map<String, String> headers = caller.app().sign("POST", uri, Map.of("x-stage", "RELEASE"), BODY);
        headers.remove("x-stage");
        assertRefused(
                caller.post("echo", headers),
                401,
                "APIG.0303",
                "Incorrect app authentication information: Signed header x-stage not found");
        headers.put("authorization", headers.get("authorization").replace(";x-sdk-date;x-stage", ""));
        assertRefused(
                caller.post("echo", headers),
                401,
                "APIG.0303",
                "Incorrect app authentication information: Header x-sdk-date not found");
    }

    @Test
    void comparesADeclaredHashWithTheBody() {
        Map<String, String> right = Map.of("x-sdk-content-sha256", TestSignature.sha256(BODY));
        assertThat(caller.post("echo", caller.app(), right).status()).isEqualTo(200);
        Map<String, String> wrong = Map.of("x-sdk-content-sha256", TestSignature.sha256(new byte[1]));
        assertThat(caller.post("echo", caller.app(), wrong).message())
                .contains("verify signature fail")
                .endsWith("|" + TestSignature.sha256(BODY));
    }

    @Test
    void doesNotTrustADeclaredHashThatIsNotSigned() {
        URI uri = URI.create(server.address("echo"));
        Map<String, String> headers = caller.app().sign("POST", uri, Map.of(), new byte[0]);
        headers.put("x-sdk-content-sha256", "UNSIGNED-PAYLOAD");
        assertThat(caller.post("echo", headers).message()).contains("verify signature fail");
    }

    @Test
    void acceptsAnUnsignedPayload() {
        URI uri = URI.create(server.address("echo") + "/deeper?a=1&b=2");
        Answer answer = caller.send("POST", uri, caller.app().sign("POST", uri, Map.of(), null), BODY);
        assertThat(answer.json().get("path").asText()).isEqualTo("/deeper");
        assertThat(answer.json().get("query").asText()).isEqualTo("a=1&b=2");
    }

    @Test
    void rejectsAccessKeysWithOtherMessagesThanApps() {
        TestSignature nobody = new TestSignature("ABCDEFGHIJKLMNOPQRST", "secret", clock.instant());
        assertRefused(
                caller.post("echo", nobody),
                401,
                "APIG.0301",
                "Incorrect IAM authentication information: Get secretKey failed,ak:ABCDEFGHIJKLMNOPQRST,"
                        + "err:ak not exist");
        TestSignature wrong = new TestSignature(credentials.accessKey(), "wrong", clock.instant());
        assertThat(caller.post("echo", wrong).message())
                .startsWith(
                        "Incorrect IAM authentication information: verify aksk signature fail,canonicalRequest:POST|");
        TestSignature signature = caller.accessKey();
        clock.move(Duration.ofMinutes(16));
        assertRefused(
                caller.post("echo", signature),
                401,
                "APIG.0301",
                "Incorrect IAM authentication information: calc ak sk signature fail:signature expired");
    }

    @Test
    void locksAnAccessKeyForFiveMinutesAfterMoreThanFiveBadSignaturesInARow() {
        TestSignature wrong = new TestSignature(credentials.accessKey(), "wrong", clock.instant());
        for (int i = 0; i < 5; i++) {
            assertThat(caller.post("echo", wrong).message()).contains("verify aksk signature fail");
        }
        assertThat(caller.post("echo", caller.accessKey()).status()).isEqualTo(200);
        for (int i = 0; i < 6; i++) {
            assertThat(caller.post("echo", wrong).message()).contains("verify aksk signature fail");
        }
        assertRefused(
                caller.post("echo", caller.accessKey()),
                401,
                "APIG.0301",
                "Incorrect IAM authentication information: AK access failed to reach the limit,forbidden");
        assertThat(caller.post("echo", caller.app()).status()).isEqualTo(200);
        clock.move(Duration.ofMinutes(5));
        assertThat(caller.post("echo", caller.accessKey()).status()).isEqualTo(200);
    }

    @Test
    void requiresTheSignedSecurityTokenOfATemporaryKey() {
        assertRefused(
                caller.post("echo", caller.temporaryKey()),
                401,
                "APIG.0301",
                "Incorrect IAM authentication information: x-security-token not found");
        URI uri = URI.create(server.address("echo"));
        Map<String, String> headers = caller.temporaryKey().sign("POST", uri, Map.of(), BODY);
        headers.putAll(securityToken());
        assertThat(caller.post("echo", headers).message()).endsWith("not found among the signed headers");
        assertThat(caller.post("echo", caller.temporaryKey(), Map.of("X-Security-Token", "another"))
                        .message())
                .endsWith("decrypt token fail");
    }

    @Test
    void rejectsTokensThatAreWrongOrExpired() {
        assertRefused(
                caller.post("echo", Map.of("X-Auth-Token", "another")),
                401,
                "APIG.0301",
                "Incorrect IAM authentication information: decrypt token fail");
        String token = server.issueToken(Duration.ofHours(1));
        assertThat(caller.post("echo", Map.of("X-Auth-Token", token)).status()).isEqualTo(200);
        clock.move(Duration.ofHours(1));
        assertRefused(
                caller.post("echo", Map.of("X-Auth-Token", token)), 401, "APIG.0307", "The token must be updated");
        server.expireToken(credentials.token());
        assertThat(caller.post("echo", Map.of("X-Auth-Token", credentials.token()))
                        .code())
                .isEqualTo("APIG.0307");
    }

    @Test
    void rejectsWrongCodesAndKeys() {
        String app = "Incorrect app authentication information";
        assertRefused(caller.post("echo", Map.of()), 401, "APIG.0303", app);
        assertRefused(caller.post("echo", Map.of("X-Apig-AppCode", "wrong")), 401, "APIG.0303", app);
        assertRefused(
                caller.post("echo", Map.of("apikey", "wrong")),
                401,
                "APIG.0303",
                app + ": app not found, appkey wrong");
        assertRefused(
                caller.post("echo", Map.of("Authorization", "Bearer wrong")),
                401,
                "APIG.0305",
                "Incorrect authentication information");
    }

    @Test
    void acceptsOnlyTheSchemesOfTheService() {
        echo.accepts(Scheme.TOKEN, Scheme.AK_SK);
        assertThat(caller.post("echo", caller.app()).message()).contains("err:ak not exist");
        assertThat(caller.post("echo", caller.appCode()).message()).endsWith("x-auth-token not found");
        assertThat(caller.post("echo", caller.accessKey()).status()).isEqualTo(200);
        echo.accepts(Scheme.APP_SIGNATURE);
        assertThat(caller.post("echo", caller.accessKey()).message()).contains("app not found, appkey");
        assertThat(caller.post("echo", caller.appCode()).code()).isEqualTo("APIG.0303");
        echo.accepts(Scheme.API_KEY);
        assertThat(caller.post("echo", caller.appCode()).code()).isEqualTo("APIG.0305");
    }

    @Test
    void rejectsAnAppThatIsNotAuthorized() {
        echo.revokeApps();
        String message = "The app is not authorized to access the API";
        assertRefused(caller.post("echo", caller.app()), 403, "APIG.0304", message);
        assertRefused(caller.post("echo", caller.appCode()), 403, "APIG.0304", message);
        assertThat(caller.post("echo", caller.accessKey()).status()).isEqualTo(200);
        echo.authorizeApps();
        assertThat(caller.post("echo", caller.app()).status()).isEqualTo(200);
    }

    private static void assertRefused(Answer answer, int status, String code, String message) {
        assertThat(answer.message()).isEqualTo(message);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.status()).isEqualTo(status);
    }
}
