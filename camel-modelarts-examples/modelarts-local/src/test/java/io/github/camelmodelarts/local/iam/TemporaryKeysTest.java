package io.github.camelmodelarts.local.iam;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.TestCaller;
import io.github.camelmodelarts.local.TestCaller.Answer;
import io.github.camelmodelarts.local.TestClock;
import io.github.camelmodelarts.local.TestSignature;
import io.github.camelmodelarts.local.api.Credentials;
import io.github.camelmodelarts.local.api.Failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TemporaryKeysTest {

    private static final String KEYS = "/v3.0/OS-CREDENTIAL/securitytokens";
    private static final String BY_TOKEN = "{\"auth\":{\"identity\":{\"methods\":[\"token\"]%s}}}";
    private static final String BY_AGENCY = """
            {"auth":{"identity":{"methods":["assume_role"],"assume_role":{%s}}}}""";

    private final TestClock clock = new TestClock();
    private final ModelArtsLocal server = ModelArtsLocal.builder().clock(clock).start();
    private final TestCaller caller = new TestCaller(server, clock);
    private final Credentials known = server.credentials();
    private final Iam iam = server.iam();

    @BeforeEach
    void addService() {
        server.addService("echo", new EchoModel());
    }

    @AfterEach
    void close() {
        server.close();
    }

    private Answer ask(String body) {
        return caller.manage("POST", KEYS, body);
    }

    private Answer askWithout(String body) {
        return caller.api("POST", KEYS, Map.of(), body);
    }

    private static void assertRefused(Answer answer, int status, String code) {
        assertThat(answer.status() + " " + answer.code()).isEqualTo(status + " " + code);
    }

    private static JsonNode credential(Answer answer) {
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(201);
        return answer.json().get("credential");
    }

    private Answer predict(JsonNode credential) {
        return caller.post("echo", signature(credential), securityToken(credential));
    }

    private TestSignature signature(JsonNode credential) {
        return new TestSignature(
                credential.get("access").asText(), credential.get("secret").asText(), clock.instant());
    }

    private static Map<String, String> securityToken(JsonNode credential) {
        return Map.of("X-Security-Token", credential.get("securitytoken").asText());
    }

    private Answer manage(JsonNode credential, String path, Map<String, String> more) {
        URI uri = URI.create(server.modelArtsEndpoint() + path);
        Map<String, String> headers = new HashMap<>(securityToken(credential));
        headers.putAll(more);
        byte[] none = new byte[0];
        return caller.send("GET", uri, signature(credential).sign("GET", uri, headers, none), none);
    }

    /** The response is the documented one, field by field. */
    @Test
    void issuesAKeyThatTheGatewayAndTheManagementApiAccept() {
        Answer answer = ask(BY_TOKEN.formatted(",\"token\":{\"duration_seconds\":3600}"));
        JsonNode credential = credential(answer);
        assertThat(answer.json().fieldNames()).toIterable().containsExactly("credential");
        assertThat(credential.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("access", "expires_at", "secret", "securitytoken");
        assertThat(credential.get("expires_at").asText()).isEqualTo("2026-03-01T13:00:00.000000Z");
        assertThat(credential.get("access").asText()).matches("[A-Z0-9]{20}");
        assertThat(predict(credential).status()).isEqualTo(200);
        String services = "/v1/" + known.projectId() + "/services";
        assertThat(manage(credential, services, Map.of("X-Project-Id", known.projectId()))
                        .status())
                .isEqualTo(200);
        assertRefused(caller.post("echo", signature(credential)), 401, "APIG.0301");
        clock.move(Duration.ofHours(1));
        assertRefused(predict(credential), 401, "APIG.0301");
    }

    @Test
    void issuesADifferentKeyEachTimeForFifteenMinutesByDefault() {
        JsonNode first = credential(ask(BY_TOKEN.formatted("")));
        JsonNode second = credential(ask(BY_TOKEN.formatted(",\"token\":{}")));
        assertThat(first.get("access")).isNotEqualTo(second.get("access"));
        assertThat(first.get("expires_at").asText()).isEqualTo("2026-03-01T12:15:00.000000Z");
        assertThat(predict(first).status()).isEqualTo(200);
        assertThat(predict(second).status()).isEqualTo(200);
        assertThat(iam.keysIssued()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"900,201", "86400,201", "899,400", "86401,400", "0,400", "-900,400", "'\"900\"',400", "900.5,400"})
    void acceptsFifteenMinutesToOneDay(String seconds, int status) {
        assertThat(ask(BY_TOKEN.formatted(",\"token\":{\"duration_seconds\":" + seconds + "}"))
                        .status())
                .isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "",
                "{\"auth\":{\"identity\":{\"methods\":[\"password\"]}}}",
                "{\"auth\":{\"identity\":{\"methods\":\"token\"}}}",
                "{\"auth\":{\"identity\":{\"methods\":[\"token\"],\"token\":{\"duration_seconds\":true}}}}",
                "{\"auth\":{\"identity\":{\"methods\":[\"assume_role\"]}}}",
                "{\"auth\":{\"identity\":{\"methods\":[\"assume_role\"],\"assume_role\":{\"agency_name\":\"a\"}}}}"
            })
    void rejectsInvalidRequests(String body) {
        assertRefused(ask(body), 400, "IAM.0007");
        assertThat(iam.keysIssued()).isZero();
        assertThat(iam.keyRequests()).isOne();
    }

    @Test
    void acceptsATokenInTheBodyAndPrefersTheHeader() {
        String body = BY_TOKEN.formatted(",\"token\":{\"id\":\"" + known.token() + "\",\"duration_seconds\":1200}");
        assertThat(credential(askWithout(body)).get("expires_at").asText()).isEqualTo("2026-03-01T12:20:00.000000Z");
        assertRefused(caller.api("POST", KEYS, Map.of("X-Auth-Token", "wrong"), body), 401, "IAM.0067");
        credential(ask(BY_TOKEN.formatted(",\"token\":{\"id\":\"wrong\"}")));
    }

    @Test
    void acceptsASignatureInPlaceOfAToken() {
        URI uri = URI.create(server.iamEndpoint() + KEYS);
        byte[] body = BY_TOKEN.formatted("").getBytes(StandardCharsets.UTF_8);
        assertThat(predict(credential(
                                caller.send("POST", uri, caller.accessKey().sign("POST", uri, Map.of(), body), body)))
                        .status())
                .isEqualTo(200);
        Map<String, String> wrong =
                new TestSignature(known.accessKey(), "wrong", clock.instant()).sign("POST", uri, Map.of(), body);
        assertRefused(caller.send("POST", uri, wrong, body), 401, "APIGW.0301");
    }

    @Test
    void rejectsMissingWrongAndExpiredTokens() {
        assertRefused(askWithout(BY_TOKEN.formatted("")), 401, "IAM.0001");
        assertRefused(askWithout(BY_TOKEN.formatted(",\"token\":{\"id\":\"wrong\"}")), 401, "IAM.0067");
        assertRefused(
                caller.api("POST", KEYS, Map.of("X-Auth-Token", "wrong"), BY_TOKEN.formatted("")), 401, "IAM.0067");
        String agency = BY_AGENCY.formatted("\"agency_name\":\"a\",\"domain_name\":\"d\"");
        assertRefused(askWithout(agency), 401, "IAM.0001");
        iam.revokeTokens();
        assertRefused(ask(BY_TOKEN.formatted("")), 401, "IAM.0066");
        assertThat(iam.keyRequests()).isEqualTo(5);
        assertThat(iam.keysIssued()).isZero();
        assertThat(iam.tokenRequests()).isZero();
    }

    @Test
    void issuesKeysOfTheAccountThatDelegatesByAnAgency() {
        String project = iam.addAccount("acme", "test-password");
        iam.addAgency("acme", "infer", known.account());
        String body = BY_AGENCY.formatted(
                "\"domain_name\":\"acme\",\"agency_name\":\"infer\",\"duration_seconds\":3600,\"session_user\":{\"name\":\"s\"}");
        JsonNode credential = credential(ask(body));
        assertThat(credential.get("expires_at").asText()).isEqualTo("2026-03-01T13:00:00.000000Z");
        assertThat(manage(credential, "/v3/projects", Map.of())
                        .json()
                        .at("/projects/0/id")
                        .asText())
                .isEqualTo(project);
        JsonNode own = credential(ask(BY_TOKEN.formatted("")));
        assertThat(manage(own, "/v3/projects", Map.of())
                        .json()
                        .at("/projects/0/id")
                        .asText())
                .isEqualTo(known.projectId());
    }

    @Test
    void findsAnAgencyByTheIdOfItsAccount() {
        iam.addAccount("acme", "test-password");
        iam.addAgency("acme", "infer", known.account());
        String id = caller.askToken("acme", "acme", "test-password", "")
                .json()
                .at("/token/domain/id")
                .asText();
        credential(ask(BY_AGENCY.formatted("\"domain_id\":\"" + id + "\",\"agency_name\":\"infer\"")));
        assertRefused(ask(BY_AGENCY.formatted("\"domain_id\":\"x\",\"agency_name\":\"infer\"")), 404, "IAM.0004");
    }

    @Test
    void rejectsUnknownAgenciesAndThoseThatTrustAnotherAccount() {
        iam.addAccount("acme", "test-password");
        iam.addAgency("acme", "infer", "acme");
        assertRefused(ask(BY_AGENCY.formatted("\"domain_name\":\"acme\",\"agency_name\":\"other\"")), 404, "IAM.0004");
        assertRefused(ask(BY_AGENCY.formatted("\"domain_name\":\"x\",\"agency_name\":\"infer\"")), 404, "IAM.0004");
        assertRefused(ask(BY_AGENCY.formatted("\"domain_name\":\"acme\",\"agency_name\":\"infer\"")), 403, "IAM.0002");
        assertThatThrownBy(() -> iam.addAgency("x", "infer", "acme")).hasMessageContaining("use one of");
        assertThatThrownBy(() -> iam.addAgency("acme", "infer", "x")).hasMessageContaining("use one of");
    }

    @Test
    void limitsTheLifeOfKeys() {
        iam.keysLive(Duration.ofSeconds(30));
        JsonNode credential = credential(ask(BY_TOKEN.formatted("")));
        assertThat(credential.get("expires_at").asText()).isEqualTo("2026-03-01T12:00:30.000000Z");
        clock.move(Duration.ofSeconds(29));
        assertThat(predict(credential).status()).isEqualTo(200);
        clock.move(Duration.ofSeconds(1));
        assertRefused(predict(credential), 401, "APIG.0301");
    }

    @Test
    void appliesPlannedFailuresAndReplacesTheEndOfAKey() {
        iam.failNext(1, Failure.error(500, "IAM.0006", "x"));
        assertRefused(ask(BY_TOKEN.formatted("")), 500, "IAM.0006");
        iam.answerWithExpiresAt("tomorrow");
        assertThat(credential(ask(BY_TOKEN.formatted(""))).get("expires_at").asText())
                .isEqualTo("tomorrow");
        iam.answerWithExpiresAt(null);
        assertThat(credential(ask(BY_TOKEN.formatted(""))).has("expires_at")).isFalse();
        iam.clear().throttle(1, Duration.ofMinutes(1));
        credential(ask(BY_TOKEN.formatted("")));
        assertRefused(ask(BY_TOKEN.formatted("")), 429, "IAM.0012");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"id\":\"s3cret\"}", "{\"ID\":[\"s3cret\"]}", "\"s3cret\"", "[{\"id\":\"s3cret\"}]"})
    void recordsNoToken(String token) {
        ask(BY_TOKEN.formatted(",\"token\":" + token));
        assertThat(server.awaitRequests(1).get(0).bodyText()).contains("******").doesNotContain("s3cret");
    }

    @Test
    void recordsTheDuration() {
        ask(BY_TOKEN.formatted(",\"token\":{\"id\":\"s3cret\",\"duration_seconds\":900}"));
        assertThat(server.awaitRequests(1).get(0).bodyText())
                .contains("\"token\":{\"id\":\"******\",\"duration_seconds\":900}");
    }
}
