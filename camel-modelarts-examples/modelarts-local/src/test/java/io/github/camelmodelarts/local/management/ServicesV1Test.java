package io.github.camelmodelarts.local.management;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.TestCaller;
import io.github.camelmodelarts.local.TestCaller.Answer;
import io.github.camelmodelarts.local.TestClock;
import io.github.camelmodelarts.local.TestSignature;
import io.github.camelmodelarts.local.api.Credentials;
import io.github.camelmodelarts.local.api.Failure;
import io.github.camelmodelarts.local.api.ModelAnswer;
import io.github.camelmodelarts.local.api.Refusals;
import io.github.camelmodelarts.local.api.Scheme;
import io.github.camelmodelarts.local.gateway.RecordedRequest;
import io.github.camelmodelarts.local.gateway.Service;

import static org.assertj.core.api.Assertions.assertThat;

class ServicesV1Test {

    private static final String DEPLOYMENT = """
            {"service_name":"%s","infer_type":"real-time","description":"d","workspace_id":"0",
             "config":[{"model_id":"m1","specification":"modelarts.vm.cpu.2u","instance_count":2,"weight":100}]}""";

    private final TestClock clock = new TestClock();
    private final ModelArtsLocal server = ModelArtsLocal.builder().clock(clock).start();
    private final TestCaller caller = new TestCaller(server, clock);
    private final Credentials known = server.credentials();
    private final String services = "/v1/" + known.projectId() + "/services";

    @AfterEach
    void close() {
        server.close();
    }

    private static void assertRefused(Answer answer, int status, String code) {
        assertThat(answer.status() + " " + answer.code()).isEqualTo(status + " " + code);
    }

    private Service add(String name) {
        return server.addService(name, new EchoModel());
    }

    private List<String> names(String query) {
        List<String> names = new ArrayList<>();
        caller.manage("GET", services + query, "")
                .json()
                .at("/services")
                .forEach(service -> names.add(service.get("service_name").asText()));
        return names;
    }

    private Answer detail(String id) {
        return caller.manage("GET", services + "/" + id, "");
    }

    @Test
    void showsAddedServicesAsRunning() throws Exception {
        Service echo = add("echo");
        Answer list = caller.manage("GET", services, "");
        assertThat(list.json().at("/total_count").asInt()).isOne();
        assertThat(list.json().at("/count").asInt()).isOne();
        assertThat(list.json().at("/services/0/service_id").asText()).isEqualTo(echo.id());
        Answer detail = detail(echo.id());
        assertThat(detail.json().at("/status").asText()).isEqualTo("running");
        assertThat(detail.json().at("/infer_type").asText()).isEqualTo("real-time");
        assertThat(detail.json().at("/publish_at").asLong()).isEqualTo(clock.millis());
        assertThat(detail.json().at("/config/0/status").asText()).isEqualTo("ready");
        assertThat(detail.json().at("/access_address").asText()).isEqualTo(server.address("echo"));
        HttpRequest overTls = HttpRequest.newBuilder(URI.create(server.tlsEndpoint() + services + "/" + echo.id()))
                .header("X-Auth-Token", known.token())
                .build();
        assertThat(HttpClient.newBuilder()
                        .sslContext(server.sslContext())
                        .build()
                        .send(overTls, HttpResponse.BodyHandlers.ofString())
                        .body())
                .contains(server.tlsAddress("echo"));
    }

    @Test
    void requiresCredentialsForTheProjectInThePath() {
        assertRefused(caller.api("GET", services, Map.of(), ""), 401, "APIGW.0301");
        assertRefused(caller.api("GET", services, Map.of("X-Auth-Token", "x"), ""), 401, "APIGW.0301");
        assertRefused(caller.manage("GET", "/v1/other/services", ""), 403, "ModelArts.0203");
        URI uri = URI.create(server.modelArtsEndpoint() + services);
        byte[] none = new byte[0];
        Map<String, String> project = Map.of("X-Project-Id", known.projectId());
        Map<String, String> signed = caller.accessKey().sign("GET", uri, project, none);
        assertThat(caller.send("GET", uri, signed, none).status()).isEqualTo(200);
        Map<String, String> without = caller.accessKey().sign("GET", uri, Map.of(), none);
        assertRefused(caller.send("GET", uri, without, none), 403, "ModelArts.0203");
        Map<String, String> wrong =
                new TestSignature(known.accessKey(), "wrong", clock.instant()).sign("GET", uri, project, none);
        assertRefused(caller.send("GET", uri, wrong, none), 401, "APIGW.0301");
        assertRefused(caller.send("GET", uri, caller.app().sign("GET", uri, project, none), none), 401, "APIGW.0301");
        clock.move(Duration.ofHours(24));
        assertRefused(caller.manage("GET", services, ""), 401, "APIGW.0307");
    }

    @Test
    void recordsRequestsWithTheSchemeAndWithoutAService() {
        caller.manage("GET", services + "?limit=1", "");
        server.awaitRequests(1);
        RecordedRequest request = server.requests().get(0);
        assertThat(request.target()).isEqualTo(services + "?limit=1");
        assertThat(request.scheme()).isEqualTo(Scheme.TOKEN);
        assertThat(request.service()).isNull();
        assertThat(request.status()).isEqualTo(200);
        assertThat(server.management().requests()).isOne();
    }

    @Test
    void filtersAndSortsLists() {
        Service first = add("first");
        clock.move(Duration.ofSeconds(1));
        Service second = add("second digit");
        second.deployment().tags(Map.of("team", "red")).force(ServiceState.FAILED, "no room");
        clock.move(Duration.ofSeconds(1));
        add("third").deployment().workspace("w1");
        assertThat(names("")).containsExactly("second digit", "first");
        assertThat(names("?order=asc")).containsExactly("first", "second digit");
        assertThat(names("?sort_by=service_name&order=desc")).containsExactly("second digit", "first");
        assertThat(names("?sort_by=transition_at&order=asc")).containsExactly("first", "second digit");
        assertThat(names("?service_name=digit")).containsExactly("second digit");
        assertThat(names("?service_name=second%20digit")).containsExactly("second digit");
        assertThat(names("?service_id=" + first.id())).containsExactly("first");
        assertThat(names("?model_id=first")).containsExactly("first");
        assertThat(names("?status=failed")).containsExactly("second digit");
        assertThat(names("?infer_type=batch")).isEmpty();
        assertThat(names("?tags=team%7Cred")).containsExactly("second digit");
        assertThat(names("?tags=team%7Cblue")).isEmpty();
        assertThat(names("?workspace_id=w1")).containsExactly("third");
        assertRefused(caller.manage("GET", services + "?sort_by=colour", ""), 400, "ModelArts.4200");
        assertRefused(caller.manage("GET", services + "?limit=x", ""), 400, "ModelArts.4200");
    }

    @Test
    void countsOffsetsInServicesOrInPages() {
        for (String name : List.of("a", "b", "c", "d", "e")) {
            add(name);
        }
        assertThat(names("?sort_by=service_name&order=asc&limit=2&offset=2")).containsExactly("c", "d");
        assertThat(names("?sort_by=service_name&order=asc&limit=2&offset=4")).containsExactly("e");
        server.management().offsetCountsPages(true);
        assertThat(names("?sort_by=service_name&order=asc&limit=2&offset=1")).containsExactly("c", "d");
        assertThat(caller.manage("GET", services + "?limit=2&offset=9", "")
                        .json()
                        .at("/total_count")
                        .asInt())
                .isEqualTo(5);
    }

    @Test
    void canChangeServicesWhileAClientReadsPages() {
        add("a");
        clock.move(Duration.ofSeconds(1));
        add("b");
        clock.move(Duration.ofSeconds(1));
        server.management()
                .afterEachPage(
                        () -> server.addService("late " + server.serviceNames().size(), new EchoModel()));
        assertThat(names("?limit=1&offset=0")).containsExactly("b");
        assertThat(names("?limit=1&offset=1")).containsExactly("b");
        server.management().clear();
        assertThat(names("")).containsExactlyInAnyOrder("late 2", "late 3", "b", "a");
    }

    @Test
    void showsTwoServicesWithTheSameName() {
        add("iris");
        add("iris-2").deployment().shownAs("iris");
        assertThat(names("?service_name=iris")).containsExactly("iris", "iris");
    }

    @Test
    void separatesServicesByProject() {
        server.iam().addProject(known.account(), "p2", "cn-north-4_two");
        Service moved = add("moved");
        moved.deployment().project("p2");
        assertThat(names("")).isEmpty();
        assertRefused(detail(moved.id()), 404, "ModelArts.3502");
        String token = caller.askToken(
                        known.account(), known.username(), known.password(), "\"project\":{\"id\":\"p2\"}")
                .header("X-Subject-Token");
        Answer list = caller.api("GET", "/v1/p2/services", Map.of("X-Auth-Token", token), "");
        assertThat(list.json().at("/services/0/service_name").asText()).isEqualTo("moved");
    }

    @Test
    void deploysAServiceThatRunsAfterTheSetTime() {
        server.management().deploymentTakes(Duration.ofMinutes(5)).model("m1", request -> ModelAnswer.json("hi"));
        Answer deployed = caller.manage("POST", services, DEPLOYMENT.formatted("新 service/1"));
        assertThat(deployed.status()).isEqualTo(200);
        String id = deployed.json().at("/service_id").asText();
        assertThat(caller.manage("GET", services + "/" + id + "/logs", "")
                        .json()
                        .at("/logs"))
                .singleElement()
                .satisfies(update -> assertThat(update.path("result").asText()).isEqualTo("RUNNING"));
        clock.move(Duration.ofMinutes(1));
        Answer detail = detail(id);
        assertThat(detail.json().at("/status").asText()).isEqualTo("deploying");
        assertThat(detail.json().at("/progress").asInt()).isEqualTo(20);
        assertThat(detail.json().has("access_address")).isFalse();
        assertThat(detail.json().at("/service_name").asText()).isEqualTo("新 service/1");
        clock.move(Duration.ofMinutes(4));
        detail = detail(id);
        assertThat(detail.json().at("/status").asText()).isEqualTo("running");
        assertThat(detail.json().has("progress")).isFalse();
        assertThat(detail.json().at("/config/0/instance_count").asInt()).isEqualTo(2);
        URI address = URI.create(detail.json().at("/access_address").asText());
        assertThat(caller.send("POST", address, caller.appCode(), new byte[0])
                        .response()
                        .body())
                .isEqualTo("\"hi\"");
        assertRefused(caller.manage("POST", services, DEPLOYMENT.formatted("新 service/1")), 409, "ModelArts.3503");
    }

    @Test
    void rejectsIncompleteDeployments() {
        for (String body : List.of(
                "{}",
                DEPLOYMENT.formatted("x".repeat(65)),
                "{\"service_name\":\"a\"}",
                "{\"service_name\":\"a\",\"infer_type\":\"real-time\",\"config\":[]}")) {
            assertRefused(caller.manage("POST", services, body), 400, "ModelArts.4200");
        }
        assertRefused(caller.manage("POST", services, "[]"), 400, "ModelArts.4105");
        assertRefused(caller.manage("POST", services, "{"), 400, "APIGW.0201");
    }

    @Test
    void updatesStatusOrConfig() {
        Service echo = add("echo");
        String path = services + "/" + echo.id();
        Answer updated = caller.manage("PUT", path, "{\"description\":\"new\",\"config\":[{\"model_id\":\"m2\"}]}");
        assertThat(updated.response().body()).isEqualTo("{}");
        assertThat(detail(echo.id()).json().at("/config/0/model_id").asText()).isEqualTo("m2");
        assertThat(detail(echo.id()).json().at("/description").asText()).isEqualTo("new");
        String both = "{\"status\":\"stopped\",\"config\":[{\"model_id\":\"m3\"}]}";
        assertThat(caller.manage("PUT", path, both).status()).isEqualTo(200);
        assertThat(detail(echo.id()).json().at("/config/0/model_id").asText()).isEqualTo("m2");
        assertThat(detail(echo.id()).json().at("/status").asText()).isEqualTo("stopped");
        assertRefused(caller.manage("PUT", path, "{\"status\":\"stopped\"}"), 400, "ModelArts.3519");
        assertRefused(caller.manage("PUT", path, "{\"status\":\"flying\"}"), 400, "ModelArts.4200");
        assertRefused(caller.manage("PUT", path, "7"), 400, "ModelArts.4105");
    }

    @Test
    void deletesAllGivenServicesOrNone() {
        Service a = add("a");
        Service b = add("b");
        assertRefused(caller.manage("DELETE", services + "/" + a.id() + ",x", ""), 404, "ModelArts.3502");
        assertThat(names("")).hasSize(2);
        assertThat(caller.manage("DELETE", services + "/" + a.id() + "," + b.id(), "")
                        .response()
                        .body())
                .isEqualTo("{}");
        assertThat(names("")).isEmpty();
        assertThat(server.serviceNames()).isEmpty();
        URI gone = URI.create(server.modelArtsEndpoint() + "/v1/infers/" + a.id());
        assertRefused(caller.send("POST", gone, caller.appCode(), new byte[0]), 404, "APIG.0101");
    }

    @Test
    void monitorsCalls() {
        Service echo = add("echo");
        caller.post("echo", caller.appCode());
        echo.failNext(1, Refusals.backendUnavailable());
        caller.post("echo", caller.appCode());
        caller.post("echo", Map.of());
        assertThat(server.awaitRequests(3)).hasSize(3);
        Answer monitor = caller.manage("GET", services + "/" + echo.id() + "/monitor", "");
        assertThat(monitor.json().at("/monitors/0/invocation_times").asInt()).isEqualTo(2);
        assertThat(monitor.json().at("/monitors/0/failed_times").asInt()).isOne();
        assertThat(monitor.json().at("/monitors/0/instance_running_count").asInt())
                .isOne();
    }

    @Test
    void keepsLogsAndEvents() {
        Service echo = add("echo");
        String path = services + "/" + echo.id();
        echo.deployment().failNextStart("no room");
        caller.manage("PUT", path, "{\"status\":\"stopped\"}");
        caller.manage("PUT", path, "{\"status\":\"running\"}");
        Answer logs = caller.manage("GET", path + "/logs", "");
        assertThat(logs.json().at("/logs")).hasSize(2);
        assertThat(logs.json().at("/logs/0/result").asText()).isEqualTo("SUCCESS");
        assertThat(logs.json().at("/logs/1/result").asText()).isEqualTo("FAIL");
        assertThat(logs.json().at("/logs/1/result_detail").asText()).isEqualTo("no room");
        Answer events = caller.manage("GET", path + "/events?event_type=abnormal", "");
        assertThat(events.json().at("/total_count").asInt()).isOne();
        assertThat(events.json().at("/events/0/event_info").asText()).contains("failed");
        assertThat(caller.manage("GET", path + "/events?offset=1&limit=1", "")
                        .json()
                        .at("/count")
                        .asInt())
                .isOne();
    }

    @Test
    void rejectsOtherServicesPathsAndMethods() {
        assertRefused(detail("nobody"), 404, "ModelArts.3502");
        assertRefused(caller.manage("GET", "/v1/" + known.projectId() + "/models", ""), 404, "APIGW.0101");
        assertRefused(caller.manage("PATCH", services, ""), 404, "APIGW.0101");
    }

    @Test
    void appliesPlannedFailuresAndDelay() {
        server.management().failNext(1, Failure.error(403, "ModelArts.0203", "x"));
        server.management().failWith(Failure.answer(502, "text/html", new byte[] {'x'}));
        assertRefused(caller.manage("GET", services, ""), 403, "ModelArts.0203");
        assertThat(caller.manage("GET", services, "").status()).isEqualTo(502);
        server.management().clear().delay(Duration.ofMillis(200));
        long start = System.nanoTime();
        assertThat(caller.manage("GET", services, "").status()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
    }
}
