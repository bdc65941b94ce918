package io.github.camelmodelarts.local;

import java.net.URI;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.camelmodelarts.local.TestCaller.Answer;

import static org.assertj.core.api.Assertions.assertThat;

class ServicesV1Test {

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

    @Test
    void showsAddedServicesAsRunning() {
        Service echo = server.addService("echo", new EchoModel());
        Answer list = caller.manage("GET", services, "");
        assertThat(list.json().at("/total_count").asInt()).isOne();
        assertThat(list.json().at("/services/0/service_id").asText()).isEqualTo(echo.id());
        Answer detail = caller.manage("GET", services + "/" + echo.id(), "");
        assertThat(detail.json().at("/status").asText()).isEqualTo("running");
        assertThat(detail.json().at("/access_address").asText()).isEqualTo(server.address("echo"));
    }

    @Test
    void wantsAProofForTheProjectOfThePath() {
        assertRefused(caller.api("GET", services, Map.of(), ""), 401, "APIGW.0301");
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
    }
}
