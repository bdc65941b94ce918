package io.github.camelmodelarts.local.management;

import java.net.URI;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.TestCaller;
import io.github.camelmodelarts.local.TestCaller.Answer;
import io.github.camelmodelarts.local.TestClock;
import io.github.camelmodelarts.local.api.Credentials;
import io.github.camelmodelarts.local.gateway.Service;

import static org.assertj.core.api.Assertions.assertThat;

class AppAuthTest {

    private final TestClock clock = new TestClock();
    private final ModelArtsLocal server = ModelArtsLocal.builder().clock(clock).start();
    private final TestCaller caller = new TestCaller(server, clock);
    private final Credentials known = server.credentials();
    private final Service echo = server.addService("echo", new EchoModel());
    private final String project = "/v1/" + known.projectId();
    private final String service = project + "/services/" + echo.id();

    @AfterEach
    void close() {
        server.close();
    }

    private Answer get(String path) {
        return caller.manage("GET", path, "");
    }

    private String apps() {
        return "{\"apps\":[{\"app_id\":\""
                + get(project + "/app-auth/apps").json().at("/apps/0/app_id").asText() + "\"}]}";
    }

    private String api() {
        String id = get(service + "/app-auth-apis").json().at("/apis/0/api_id").asText();
        return service + "/app-auth-apis/" + id;
    }

    private int called() {
        return caller.send("POST", URI.create(server.appAddress("echo")), caller.appCode(), new byte[0])
                .status();
    }

    @Test
    void showsTheAddressForApps() {
        Answer apis = get(service + "/app-auth-apis");
        assertThat(apis.json().at("/count").asInt()).isOne();
        assertThat(apis.json().at("/apis/0/api_method").asText()).isEqualTo("ANY");
        assertThat(apis.json().at("/apis/0/auth_type").asText()).isEqualTo("APP");
        assertThat(apis.json().at("/apis/0/support_app_code").asBoolean()).isTrue();
        assertThat(apis.json().at("/apis/0/predict_url").asText())
                .isEqualTo(server.appAddress("echo"))
                .isNotEqualTo(server.address("echo"));
    }

    @Test
    void showsTheAppWithItsCredentials() {
        Answer auths = get(service + "/api-auths");
        assertThat(auths.json().at("/enable_app_auth").asBoolean()).isTrue();
        assertThat(auths.json().at("/app_auth_api/authed_apps/0/app_key").asText())
                .isEqualTo(known.appKey());
        assertThat(auths.json().at("/app_auth_api/authed_apps/0/app_secret").asText())
                .isEqualTo(known.appSecret());
        assertThat(auths.json().at("/app_auth_api/authed_apps/0/app_codes/0").asText())
                .isEqualTo(known.appCode());
    }

    @Test
    void revokesTheAuthorisationOfTheAppAndAuthorisesItAgain() {
        Answer unbound = caller.manage("DELETE", api() + "/app-auth-api", apps());
        assertThat(unbound.json().at("/unauth_result/0/success").asBoolean()).isTrue();
        assertThat(called()).isEqualTo(403);
        assertThat(get(api() + "/api-auths").json().at("/auths")).isEmpty();
        assertThat(get(service + "/api-auths").json().at("/app_auth_api/authed_apps"))
                .isEmpty();
        Answer bound = caller.manage("POST", api() + "/app-auth-api", apps());
        assertThat(bound.json().at("/auth_result/0/success").asBoolean()).isTrue();
        assertThat(called()).isEqualTo(200);
        assertThat(get(api() + "/api-auths").json().at("/total_count").asInt()).isOne();
    }

    @Test
    void registersTheApiOfAServiceWithoutOne() {
        echo.deployment().appAuth(false).bindApp(false);
        assertThat(get(service + "/app-auth-apis").json().at("/apis")).isEmpty();
        assertThat(get(service + "/api-auths").json().at("/enable_app_auth").asBoolean())
                .isFalse();
        assertThat(called()).isEqualTo(404);
        Answer none = caller.manage("POST", service + "/app-auth-apis/x/app-auth-api", apps());
        assertThat(none.status() + " " + none.code()).isEqualTo("404 ModelArts.4901");
        Answer registered = caller.manage("POST", service + "/app-auth-api", apps());
        assertThat(registered.json().at("/api/predict_url").asText()).isEqualTo(server.appAddress("echo"));
        assertThat(registered.json().at("/auth_result/0/success").asBoolean()).isTrue();
        assertThat(called()).isEqualTo(200);
    }

    @Test
    void saysWhichAppCouldNotBeAuthorised() {
        Answer answer = caller.manage("POST", service + "/app-auth-api", "{\"apps\":[{\"app_id\":\"x\"}]}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().at("/auth_result/0/success").asBoolean()).isFalse();
        assertThat(answer.json().at("/auth_result/0/reason").asText()).isNotEmpty();
        assertThat(caller.manage("POST", service + "/app-auth-api", "{}").code())
                .isEqualTo("ModelArts.4200");
    }

    @Test
    void listsAppsAndTheirApis() {
        Answer apps = get(project + "/app-auth/apps?limit=10");
        assertThat(apps.json().at("/apps/0/app_name").asText()).isEqualTo("local-app");
        assertThat(get(project + "/app-auth/apps?offset=1").json().at("/apps")).isEmpty();
        String id = apps.json().at("/apps/0/app_id").asText();
        Answer apis = get(project + "/app-auth/apps/" + id + "/auth-apis");
        assertThat(apis.json().at("/apis/0/service_id").asText()).isEqualTo(echo.id());
        assertThat(get(project + "/app-auth/apps/local-app/exists").response().body())
                .isEqualTo("{\"exists\":true}");
        assertThat(get(project + "/app-auth/apps/x/exists").response().body()).isEqualTo("{\"exists\":false}");
    }

    @Test
    void requiresCredentialsForTheProject() {
        assertThat(caller.api("GET", project + "/app-auth/apps", Map.of(), "").status())
                .isEqualTo(401);
    }
}
