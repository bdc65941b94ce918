package io.github.camelmodelarts.local.management;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.TestCaller;
import io.github.camelmodelarts.local.TestCaller.Answer;
import io.github.camelmodelarts.local.TestClock;
import io.github.camelmodelarts.local.api.Credentials;
import io.github.camelmodelarts.local.api.Scheme;
import io.github.camelmodelarts.local.gateway.Service;

import static org.assertj.core.api.Assertions.assertThat;

class ServicesV2Test {

    private final TestClock clock = new TestClock();
    private final ModelArtsLocal server = ModelArtsLocal.builder().clock(clock).start();
    private final TestCaller caller = new TestCaller(server, clock);
    private final Credentials known = server.credentials();
    private final Service echo = server.addService("echo", new EchoModel());
    private final String services = "/v2/" + known.projectId() + "/services";
    private final String path = services + "/" + echo.id();

    @AfterEach
    void close() {
        server.close();
    }

    private static void assertRefused(Answer answer, int status, String code) {
        assertThat(answer.status() + " " + answer.code()).isEqualTo(status + " " + code);
    }

    private Answer get(String target) {
        return caller.manage("GET", target, "");
    }

    private Answer post(String target, String body) {
        return caller.manage("POST", target, body);
    }

    private URI address() {
        return URI.create(get(path).json().at("/predict_url/0/urls/0").asText());
    }

    private int predict(Map<String, String> headers) {
        return caller.send("POST", address(), headers, new byte[0]).status();
    }

    @Test
    void showsServicesWithTheirAddress() {
        assertThat(get(path).json().at("/status").asText()).isEqualTo("RUNNING");
        assertThat(get(path).json().at("/type").asText()).isEqualTo("REAL_TIME");
        assertThat(get(path).json().at("/predict_url/0/type").asText()).isEqualTo("PUBLIC");
        assertThat(get(path)
                        .json()
                        .at("/version/runtime_config/service_invoke/auth_type")
                        .asText())
                .isEqualTo("TOKEN");
        assertThat(address().getPath()).endsWith("/v2/infers/" + echo.id());
        assertThat(predict(Map.of("X-Auth-Token", known.token()))).isEqualTo(200);
        echo.accepts(Scheme.API_KEY);
        assertThat(get(path).json().at("/auth_type").asText()).isEqualTo("API_KEY");
        echo.withoutAuthentication();
        assertThat(get(path).json().at("/auth_type").asText()).isEqualTo("NONE");
    }

    @Test
    void acceptsOnlyTokensAndApiKeysIfAddressesAreSeparate() {
        echo.deployment().separateAddresses(true);
        assertThat(predict(Map.of("X-Auth-Token", known.token()))).isEqualTo(200);
        assertThat(predict(Map.of("Authorization", "Bearer " + known.apiKey()))).isEqualTo(200);
        assertThat(predict(caller.appCode())).isEqualTo(401);
    }

    @Test
    void listsPageByPage() {
        server.addService("b", new EchoModel());
        server.addService("c", new EchoModel()).deployment().force(ServiceState.FAILED, "no room");
        Answer page = get(services + "?limit=2&offset=2&sort_key=name&sort_dir=asc");
        assertThat(page.json().at("/current").asInt()).isEqualTo(2);
        assertThat(page.json().at("/size").asInt()).isEqualTo(2);
        assertThat(page.json().at("/pages").asInt()).isEqualTo(2);
        assertThat(page.json().at("/total").asInt()).isEqualTo(3);
        assertThat(page.json().at("/data/0/name").asText()).isEqualTo("echo");
        Answer failed = get(services + "?status=FAILED");
        assertThat(failed.json().at("/data")).hasSize(1);
        assertThat(failed.json().at("/data/0/failure_reason").asText()).isEqualTo("no room");
        assertThat(get(services + "?auth_type=NONE").json().at("/total").asInt())
                .isZero();
        assertRefused(get(services + "?limit=2&offset=1"), 400, "ModelArts.4200");
        assertRefused(get(services + "?limit=501"), 400, "ModelArts.4200");
    }

    @Test
    void startsAndStops() {
        echo.deployment().startTakes(Duration.ofMinutes(1)).stopTakes(Duration.ofMinutes(1));
        assertThat(post(path + "/stop", "").status()).isEqualTo(200);
        assertThat(get(path).json().at("/status").asText()).isEqualTo("STOPPING");
        assertRefused(post(path + "/start", ""), 400, "ModelArts.3519");
        clock.move(Duration.ofMinutes(1));
        assertThat(get(path).json().at("/status").asText()).isEqualTo("STOPPED");
        post(path + "/start", "");
        assertThat(get(path).json().at("/status").asText()).isEqualTo("DEPLOYING");
        clock.move(Duration.ofMinutes(1));
        assertThat(get(path).json().at("/status").asText()).isEqualTo("RUNNING");
        assertThat(get(path + "/events?event_type=normal").json().at("/total").asInt())
                .isEqualTo(4);
    }

    @Test
    void deploysUpdatesAndDeletes() {
        Answer deployed = post(services, "{\"name\":\"chat\",\"type\":\"REAL_TIME\"}");
        String id = deployed.json().at("/id").asText();
        assertThat(get(services + "/" + id).json().at("/status").asText()).isEqualTo("RUNNING");
        assertThat(caller.manage("PUT", services + "/" + id, "{\"description\":\"d\"}")
                        .status())
                .isEqualTo(200);
        assertThat(get(services + "/" + id).json().at("/description").asText()).isEqualTo("d");
        assertRefused(post(services, "{\"name\":\"chat\"}"), 409, "ModelArts.3503");
        assertRefused(post(services, "{}"), 400, "ModelArts.4200");
        Answer deleted = post(services + "/delete", "{\"service_ids\":[\"" + id + "\"]}");
        assertThat(deleted.json().at("/service_responses/0/id").asText()).isEqualTo(id);
        assertRefused(get(services + "/" + id), 404, "ModelArts.3502");
        assertRefused(post(services + "/delete", "{}"), 400, "ModelArts.4200");
    }

    @Test
    void createsApiKeysForAllServicesOrForBoundServices() {
        echo.accepts(Scheme.API_KEY);
        Answer csv = post(services + "/api-keys", "{\"name\":\"all\",\"scope\":\"USER\"}");
        assertThat(csv.header("Content-Type")).isEqualTo("application/octet-stream");
        List<String> all = List.of(csv.response().body().trim().split("[\n,]"));
        assertThat(predict(Map.of("Authorization", "Bearer " + all.get(5)))).isEqualTo(200);
        List<String> one = List.of(post(services + "/api-keys", "{\"name\":\"one\",\"scope\":\"SERVICE\"}")
                .response()
                .body()
                .trim()
                .split("[\n,]"));
        Map<String, String> bearer = Map.of("Authorization", "Bearer " + one.get(5));
        assertThat(predict(bearer)).isEqualTo(401);
        assertThat(post(path + "/api-keys/" + one.get(3) + "/bind", "").status())
                .isEqualTo(200);
        assertThat(predict(bearer)).isEqualTo(200);
        Answer list = get(services + "/api-keys");
        assertThat(list.json().at("/data/1/services/0/id").asText()).isEqualTo(echo.id());
        assertThat(list.response().body()).doesNotContain(all.get(5), one.get(5));
        post(path + "/api-keys/" + one.get(3) + "/unbind", "");
        assertThat(predict(bearer)).isEqualTo(401);
        caller.manage("DELETE", services + "/api-keys/" + all.get(3), "");
        assertThat(predict(Map.of("Authorization", "Bearer " + all.get(5)))).isEqualTo(401);
        assertRefused(caller.manage("DELETE", services + "/api-keys/x", ""), 404, "ModelArts.3502");
    }

    @Test
    void createsTemporaryApiKeysThatExpire() {
        echo.accepts(Scheme.API_KEY);
        Answer made = post(services + "/api-keys/temp", "{\"expire_time\":2}");
        String key = made.json().at("/api_key").asText();
        Map<String, String> headers = Map.of("Authorization", key, "X-Api-Key-Type", "temp");
        assertThat(predict(headers)).isEqualTo(200);
        assertThat(predict(Map.of("Authorization", "Bearer " + key))).isEqualTo(401);
        assertThat(predict(Map.of("Authorization", "x", "X-Api-Key-Type", "temp")))
                .isEqualTo(401);
        assertThat(get(services + "/api-keys").json().at("/total").asInt()).isZero();
        URI address = address();
        clock.move(Duration.ofHours(2));
        assertThat(caller.send("POST", address, headers, new byte[0]).status()).isEqualTo(401);
        for (String body : List.of("{}", "{\"expire_time\":0}", "{\"expire_time\":25}", "{\"expire_time\":1.5}")) {
            assertRefused(post(services + "/api-keys/temp", body), 400, "ModelArts.4200");
        }
    }

    @Test
    void rejectsKeysWithoutNameOrWithAnotherScopeAndMoreThanAHundred() {
        assertRefused(post(services + "/api-keys", "{}"), 400, "ModelArts.4200");
        assertRefused(post(services + "/api-keys", "{\"name\":\"a\",\"scope\":\"ALL\"}"), 400, "ModelArts.4200");
        for (int i = 0; i < 100; i++) {
            post(services + "/api-keys", "{\"name\":\"k" + i + "\"}");
        }
        assertRefused(post(services + "/api-keys", "{\"name\":\"k100\"}"), 400, "ModelArts.4200");
    }
}
