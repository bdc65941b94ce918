package io.github.camelmodelarts.local.iam;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

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
import io.github.camelmodelarts.local.api.Failure;
import io.github.camelmodelarts.local.gateway.RecordedRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class IamTest {

    private static final String REGION = "\"project\":{\"name\":\"cn-north-4\"}";

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

    private Answer predict(String token) {
        return caller.post("echo", Map.of("X-Auth-Token", token));
    }

    private static void assertRefused(Answer answer, int status, String code) {
        assertThat(answer.status() + " " + answer.code()).isEqualTo(status + " " + code);
    }

    @Test
    void issuesATokenForAProjectThatServicesAccept() {
        Answer answer = caller.askToken(known.password());
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("X-Subject-Token")).hasSizeBetween(4_096, 8_192);
        assertThat(answer.json().at("/token/expires_at").asText()).isEqualTo("2026-03-02T12:00:00.000000Z");
        assertThat(answer.json().at("/token/issued_at").asText()).isEqualTo("2026-03-01T12:00:00.000000Z");
        assertThat(answer.json().at("/token/project/id").asText()).isEqualTo(known.projectId());
        assertThat(answer.json().at("/token/user/name").asText()).isEqualTo(known.username());
        assertThat(predict(answer.header("X-Subject-Token")).status()).isEqualTo(200);
        caller.api("GET", "/v3/auth/tokens", Map.of(), "");
        assertThat(iam.tokenRequests()).isOne();
    }

    @Test
    void issuesATokenForTheAccountsOwnUser() {
        assertThat(caller.askToken(known.account(), known.account(), known.password(), REGION)
                        .status())
                .isEqualTo(201);
    }

    @Test
    void prefersTheIdOfAProjectToItsNameAndAProjectToADomain() {
        iam.addProject("p2", "cn-north-4_two");
        String both = "\"domain\":{\"name\":\"x\"},\"project\":{\"id\":\"p2\",\"name\":\"cn-north-4\"}";
        Answer answer = caller.askToken(known.account(), known.username(), known.password(), both);
        assertThat(answer.json().at("/token/project/name").asText()).isEqualTo("cn-north-4_two");
    }

    @Test
    void issuesATokenWithoutAProjectThatServicesReject() {
        for (String scope : new String[] {"", "\"domain\":{\"name\":\"x\"}"}) {
            Answer answer = caller.askToken(known.account(), known.username(), known.password(), scope);
            assertThat(answer.status()).isEqualTo(201);
            assertThat(answer.json().at("/token/domain/name").asText()).isEqualTo(known.account());
            String token = answer.header("X-Subject-Token");
            assertRefused(predict(token), 401, "ModelArts.0212");
            Map<String, String> headers = Map.of("X-Auth-Token", token);
            assertRefused(
                    caller.api("GET", "/v1/" + known.projectId() + "/services", headers, ""), 400, "ModelArts.0204");
        }
    }

    @Test
    void expiresTokensByItsClock() {
        iam.tokenLife(Duration.ofMinutes(10));
        String token = caller.askToken(known.password()).header("X-Subject-Token");
        clock.move(Duration.ofMinutes(10).minusMillis(1));
        assertThat(predict(token).status()).isEqualTo(200);
        clock.move(Duration.ofMillis(1));
        assertRefused(predict(token), 401, "APIG.0307");
    }

    @Test
    void revokesOneTokenOrAll() {
        String first = caller.askToken(known.password()).header("X-Subject-Token");
        String second = caller.askToken(known.password()).header("X-Subject-Token");
        iam.revoke(first);
        assertRefused(predict(first), 401, "APIG.0307");
        assertThat(predict(second).status()).isEqualTo(200);
        iam.revokeTokens();
        assertRefused(predict(second), 401, "APIG.0307");
        assertRefused(predict(known.token()), 401, "APIG.0307");
        assertRefused(predict("MIInever"), 401, "APIG.0301");
        assertThatThrownBy(() -> iam.revoke("MIInever")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void locksAUserAfterFiveWrongPasswordsInFifteenMinutes() {
        for (int i = 0; i < 4; i++) {
            assertRefused(caller.askToken("wrong"), 401, "IAM.0062");
        }
        clock.move(Duration.ofMinutes(15));
        for (int i = 0; i < 5; i++) {
            assertRefused(caller.askToken("wrong"), 401, "IAM.0062");
        }
        assertRefused(caller.askToken(known.password()), 401, "IAM.0061");
        assertThat(caller.askToken(known.account(), known.account(), known.password(), REGION)
                        .status())
                .isEqualTo(201);
        clock.move(Duration.ofMinutes(15));
        assertThat(caller.askToken(known.password()).status()).isEqualTo(201);
    }

    @Test
    void resetsTheCountOfWrongPasswordsAfterARightOne() {
        for (int i = 0; i < 4; i++) {
            caller.askToken("wrong");
        }
        caller.askToken(known.password());
        assertRefused(caller.askToken("wrong"), 401, "IAM.0062");
        assertThat(caller.askToken(known.password()).status()).isEqualTo(201);
    }

    @Test
    void rejectsUsersWithConsoleAccessOnly() {
        iam.disableProgrammaticAccess(known.account(), known.username());
        assertRefused(caller.askToken(known.password()), 403, "IAM.0081");
    }

    @Test
    void rejectsThePasswordOfAHuaweiIdButNotOfItsUsers() {
        iam.becomesHuaweiId(known.account());
        assertRefused(caller.askToken(known.account(), known.account(), known.password(), REGION), 401, "IAM.0062");
        assertThat(caller.askToken(known.password()).status()).isEqualTo(201);
    }

    @Test
    void rejectsUnknownUsersLikeWrongPasswordsAndNamesUnknownProjects() {
        assertRefused(caller.askToken(known.account(), "nobody", "x", REGION), 401, "IAM.0062");
        assertRefused(caller.askToken("nobody", "nobody", "x", REGION), 401, "IAM.0062");
        Answer answer = caller.askToken(
                known.account(), known.username(), known.password(), "\"project\":{\"name\":\"cn-moon-1\"}");
        assertRefused(answer, 404, "IAM.0004");
        assertThat(answer.message()).contains("cn-moon-1");
    }

    @Test
    void rejectsUnreadableRequests() {
        for (String body : new String[] {"{}", "[]", "{\"auth\":{\"identity\":{\"methods\":[\"hw_ak_sk\"]}}}", ""}) {
            assertRefused(caller.api("POST", "/v3/auth/tokens", Map.of(), body), 400, "IAM.0007");
        }
        assertRefused(caller.api("POST", "/v3/auth/tokens", Map.of(), "{"), 400, "APIGW.0201");
        assertRefused(caller.api("GET", "/v3/auth/tokens", Map.of(), ""), 404, "APIGW.0101");
    }

    @Test
    void separatesAccounts() {
        String project = iam.addAccount("other", "pw");
        iam.addUser("other", known.username(), "pw2");
        Answer answer = caller.askToken("other", known.username(), "pw2", REGION);
        assertThat(answer.json().at("/token/project/id").asText())
                .isEqualTo(project)
                .isNotEqualTo(known.projectId());
        Answer projects =
                caller.api("GET", "/v3/projects", Map.of("X-Auth-Token", answer.header("X-Subject-Token")), "");
        assertThat(projects.json().at("/projects")).hasSize(1);
        assertThat(projects.json().at("/projects/0/id").asText()).isEqualTo(project);
        assertThatThrownBy(() -> iam.addAccount("other", "pw")).hasMessageContaining("already");
        assertThatThrownBy(() -> iam.addUser("third", "u", "pw")).hasMessageContaining("use one of");
        assertThatThrownBy(() -> iam.addProject("other", project, "x")).hasMessageContaining("already");
    }

    @Test
    void listsProjectsWithTheSameNameOneOfThemDisabled() {
        iam.addDisabledProject(known.account(), "off", "cn-north-4");
        Answer answer = caller.manage("GET", "/v3/projects?name=cn-north-4", "");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().at("/projects")).hasSize(2);
        assertThat(answer.json().at("/projects/0/id").asText()).isEqualTo(known.projectId());
        assertThat(answer.json().at("/projects/0/enabled").asBoolean()).isTrue();
        assertThat(answer.json().at("/projects/1/enabled").asBoolean()).isFalse();
        String scope = "\"project\":{\"id\":\"off\"}";
        assertRefused(caller.askToken(known.account(), known.username(), known.password(), scope), 403, "IAM.0002");
        Answer second = caller.manage("GET", "/v3/projects?page=2&per_page=1", "");
        assertThat(second.json().at("/projects/0/id").asText()).isEqualTo("off");
        assertThat(caller.manage("GET", "/v3/projects?name=cn-moon-1", "")
                        .json()
                        .at("/projects"))
                .isEmpty();
        assertRefused(caller.manage("GET", "/v3/projects?per_page=5001", ""), 400, "IAM.0007");
    }

    @Test
    void listsProjectsForASignatureOrAToken() {
        URI uri = URI.create(server.iamEndpoint() + "/v3/projects");
        byte[] none = new byte[0];
        Map<String, String> signed = caller.accessKey().sign("GET", uri, Map.of(), none);
        assertThat(caller.send("GET", uri, signed, none).json().at("/projects")).hasSize(1);
        Map<String, String> wrong =
                new TestSignature(known.accessKey(), "wrong", clock.instant()).sign("GET", uri, Map.of(), none);
        assertRefused(caller.send("GET", uri, wrong, none), 401, "APIGW.0301");
        assertRefused(caller.send("GET", uri, Map.of(), none), 401, "IAM.0001");
        assertRefused(caller.send("GET", uri, Map.of("X-Auth-Token", "x"), none), 401, "IAM.0067");
        iam.revokeTokens();
        assertRefused(caller.manage("GET", "/v3/projects", ""), 401, "IAM.0066");
    }

    @Test
    void issuesATokenToEachOfManyConcurrentRequests() {
        String body = """
                {"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"%s","password":"%s",\
                "domain":{"name":"%s"}}}},"scope":{%s}}}""".formatted(known.username(), known.password(), known.account(), REGION);
        URI uri = URI.create(server.iamEndpoint() + "/v3/auth/tokens");
        iam.delay(Duration.ofMillis(50));
        List<CompletableFuture<Answer>> answers = IntStream.range(0, 200)
                .mapToObj(i -> caller.sendAsync("POST", uri, Map.of(), body.getBytes(StandardCharsets.UTF_8)))
                .toList();
        assertThat(answers.stream().map(answer -> answer.join().header("X-Subject-Token")))
                .doesNotHaveDuplicates()
                .allSatisfy(token -> assertThat(token).startsWith("MIIlocal"));
        assertThat(iam.tokenRequests()).isEqualTo(200);
    }

    @Test
    void throttles() {
        iam.throttle(1, Duration.ofSeconds(60));
        caller.askToken(known.password());
        Answer answer = caller.askToken(known.password());
        assertRefused(answer, 429, "IAM.0012");
        assertThat(answer.message()).contains("1 times per 60 seconds");
        clock.move(Duration.ofSeconds(60));
        assertThat(caller.askToken(known.password()).status()).isEqualTo(201);
        iam.clear();
        assertThat(caller.askToken(known.password()).status()).isEqualTo(201);
    }

    @Test
    void sendsErrorsInBothDocumentedFormats() {
        assertThat(caller.askToken("wrong").response().body())
                .isEqualTo("{\"error_msg\":\"Incorrect password.\",\"error_code\":\"IAM.0062\"}");
        iam.errorShape(ErrorShape.NESTED);
        assertThat(caller.askToken("wrong").response().body())
                .isEqualTo("{\"error\":{\"message\":\"Incorrect password.\",\"code\":\"IAM.0062\","
                        + "\"title\":\"Unauthorized\"}}");
    }

    @Test
    void appliesPlannedFailuresAndDelay() {
        iam.failNext(1, Failure.answer(200, "text/html", new byte[] {'x'}));
        iam.failWith(Failure.error(500, "IAM.0006", "x"));
        assertThat(caller.askToken(known.password()).response().body()).isEqualTo("x");
        assertRefused(caller.askToken(known.password()), 500, "IAM.0006");
        iam.clear().delay(Duration.ofMillis(200));
        long start = System.nanoTime();
        assertThat(caller.askToken(known.password()).status()).isEqualTo(201);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
        assertThat(iam.tokenRequests()).isEqualTo(3);
    }

    @Test
    void canReplaceOrOmitTheEndOfAToken() {
        iam.answerWithExpiresAt("tomorrow");
        assertThat(caller.askToken(known.password())
                        .json()
                        .at("/token/expires_at")
                        .asText())
                .isEqualTo("tomorrow");
        iam.answerWithExpiresAt(null);
        assertThat(caller.askToken(known.password()).json().at("/token").has("expires_at"))
                .isFalse();
        iam.clear();
        assertThat(caller.askToken(known.password())
                        .json()
                        .at("/token/expires_at")
                        .asText())
                .startsWith("2026-03-02T");
    }

    @Test
    void evictsTheOldestOfMoreThanTwoThousandTokensButNeverTheFirst() {
        String oldest = server.issueToken(Duration.ofHours(1));
        for (int i = 0; i < 2_000; i++) {
            server.issueToken(Duration.ofHours(1));
        }
        assertRefused(predict(oldest), 401, "APIG.0301");
        assertThat(predict(known.token()).status()).isEqualTo(200);
    }

    @Test
    void recordsNoPasswordInAnyForm() {
        for (String form : new String[] {
            "\"Password\":\"s3cret\"", "\"password\":[\"s3cret\"]", "\"password\":{\"password\":\"s3cret\"}"
        }) {
            caller.api("POST", "/v3/auth/tokens", Map.of(), "{\"auth\":[{" + form + "}]}");
        }
        assertThat(server.awaitRequests(3)).hasSize(3);
        assertThat(server.requests())
                .allSatisfy(request ->
                        assertThat(request.bodyText()).contains("******").doesNotContain("s3cret"));
    }

    @Test
    void recordsRequestsWithoutTheirPasswords() {
        caller.askToken(known.password());
        caller.api("POST", "/v3/auth/tokens", Map.of(), "{\"password\":\"" + known.password() + "\"");
        assertThat(server.awaitRequests(2)).hasSize(2);
        assertThat(server.requests().get(0).target()).isEqualTo("/v3/auth/tokens?nocatalog=true");
        assertThat(server.requests().get(0).bodyText())
                .contains(known.username(), "\"password\":\"******\"")
                .doesNotContain(known.password());
        assertThat(server.requests().get(1).bodyText()).isEmpty();
        assertThat(server.requests()).extracting(RecordedRequest::status).containsExactly(201, 400);
    }
}
