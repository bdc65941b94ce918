package io.github.camelmodelarts.local.metadata;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.TestCaller;
import io.github.camelmodelarts.local.TestCaller.Answer;
import io.github.camelmodelarts.local.TestClock;
import io.github.camelmodelarts.local.TestSignature;
import io.github.camelmodelarts.local.api.Failure;

import static org.assertj.core.api.Assertions.assertThat;

class MetadataServiceTest {

    private static final String TOKEN = "/meta-data/latest/api/token";
    private static final Map<String, String> TTL = Map.of("X-Metadata-Token-Ttl-Seconds", "21600");

    private final TestClock clock = new TestClock();
    private final ModelArtsLocal server = ModelArtsLocal.builder().clock(clock).start();
    private final TestCaller caller = new TestCaller(server, clock);
    private final MetadataService metadata = server.metadata();

    @BeforeEach
    void addService() {
        server.addService("echo", new EchoModel());
    }

    @AfterEach
    void close() {
        server.close();
    }

    private Answer ask(Map<String, String> headers) {
        URI uri = URI.create(server.metadataEndpoint() + "/openstack/latest/securitykey");
        return caller.send("GET", uri, headers, new byte[0]);
    }

    private JsonNode key() {
        return ask(Map.of()).json().path("credential");
    }

    private Answer predictWith(JsonNode key) {
        TestSignature signature = new TestSignature(
                key.path("access").asText(), key.path("secret").asText(), clock.instant());
        return caller.post(
                "echo",
                signature,
                Map.of("X-Security-Token", key.path("securitytoken").asText()));
    }

    @Test
    void issuesAKeyThatTheGatewayAcceptsUntilItExpires() {
        metadata.keyLife(Duration.ofHours(1));
        JsonNode key = key();
        assertThat(key.path("expires_at").asText()).isEqualTo("2026-03-01T13:00:00.000000Z");
        assertThat(predictWith(key).status()).isEqualTo(200);
        assertThat(key()).isEqualTo(key);
        clock.move(Duration.ofHours(1));
        Answer refused = predictWith(key);
        assertThat(refused.status() + " " + refused.code()).isEqualTo("401 APIG.0301");
        JsonNode next = key();
        assertThat(next.path("access")).isNotEqualTo(key.path("access"));
        assertThat(predictWith(next).status()).isEqualTo(200);
        assertThat(metadata.keyRequests()).isEqualTo(3);
    }

    @Test
    void keepsTheOldKeyValidAfterARotation() {
        JsonNode old = key();
        metadata.rotate();
        JsonNode next = key();
        assertThat(next.path("access")).isNotEqualTo(old.path("access"));
        assertThat(predictWith(old).status()).isEqualTo(200);
        assertThat(predictWith(next).status()).isEqualTo(200);
    }

    @Test
    void acceptsRequestsWithItsTokenOrWithoutOne() {
        Answer token = caller.api("PUT", TOKEN, TTL, "");
        assertThat(token.status()).isEqualTo(200);
        Map<String, String> header = Map.of("X-Metadata-Token", token.response().body());
        assertThat(ask(header).status()).isEqualTo(200);
        assertThat(ask(Map.of("X-Metadata-Token", "x")).status()).isEqualTo(401);
        metadata.requireToken(true);
        assertThat(ask(Map.of()).status()).isEqualTo(401);
        assertThat(ask(header).status()).isEqualTo(200);
        clock.move(Duration.ofHours(6));
        assertThat(ask(header).status()).isEqualTo(401);
    }

    @Test
    void requiresATokenLifeWithinItsLimits() {
        assertThat(caller.api("PUT", TOKEN, Map.of(), "").status()).isEqualTo(400);
        for (String ttl : new String[] {"0", "21601", "x", "999999999999"}) {
            assertThat(caller.api("PUT", TOKEN, Map.of("X-Metadata-Token-Ttl-Seconds", ttl), "")
                            .status())
                    .isEqualTo(400);
        }
    }

    @Test
    void canBeSetToRejectTokenRequests() {
        for (int status : new int[] {404, 405, 503}) {
            metadata.withoutTokens(status);
            assertThat(caller.api("PUT", TOKEN, TTL, "").status()).isEqualTo(status);
            assertThat(ask(Map.of()).status()).isEqualTo(200);
        }
        metadata.clear();
        assertThat(caller.api("PUT", TOKEN, TTL, "").status()).isEqualTo(200);
    }

    @Test
    void canBeSetToHaveNoAgency() {
        metadata.withoutAgency();
        assertThat(ask(Map.of()).status()).isEqualTo(401);
        assertThat(ask(Map.of()).response().body()).contains("Please configure Cloud Service Agency first");
        metadata.clear();
        assertThat(ask(Map.of()).status()).isEqualTo(200);
    }

    @Test
    void appliesPlannedFailuresAndDelay() {
        metadata.failNext(1, Failure.answer(404, "text/html", new byte[] {'x'}));
        metadata.failWith(Failure.answer(500, "", new byte[0]));
        assertThat(ask(Map.of()).status()).isEqualTo(404);
        assertThat(ask(Map.of()).status()).isEqualTo(500);
        metadata.clear().delay(Duration.ofMillis(200));
        long start = System.nanoTime();
        assertThat(ask(Map.of()).status()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
    }
}
