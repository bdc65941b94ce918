package io.github.camelmodelarts.metrics;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.camelmodelarts.api.Body;
import io.github.camelmodelarts.api.ErrorCategory;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.Refusal;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.call.CallListener;
import io.github.camelmodelarts.call.CallPurpose;

import static org.assertj.core.api.Assertions.assertThat;

/** The number of series and the length of tags are bounded, also if services, responses and exchanges have many names. */
class CardinalityTest {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final CallMetrics metrics = new CallMetrics(new Meters(registry, "camel-1", "modelarts"));

    private static final List<String> CODES =
            List.of("APIG.0101", "APIG.0201", "APIG.0303", "APIG.0308", "ModelArts.4204", "MR.0105");

    private void call(String service, String address, String code, String text) {
        call(service, address, code, text, ErrorCategory.SERVER_ERROR, 1);
    }

    private void call(String service, String address, String code, String text, ErrorCategory category, int attempts) {
        CallListener call = metrics.started(
                new CallPurpose(CallPurpose.PREDICT, service), ServiceRequest.of("POST", address, Body.NONE));
        call.admitted();
        for (int attempt = 1; attempt <= attempts; attempt++) {
            call.sent(attempt, 2);
        }
        call.answered(
                null,
                new ModelArtsOperationFailedException(
                        address,
                        new Refusal(500, code, text, text, category, false, false, null, text),
                        1,
                        null,
                        Map.of(),
                        text));
        call.over();
        call.tokensUsed(text, 1, 1);
        call.repaired(text);
    }

    private List<String> series() {
        return registry.scrape().lines().filter(line -> !line.startsWith("#")).toList();
    }

    @Test
    void tenThousandServicesPathsErrorTextsAndRequestIdsMakeAFewHundredSeries() {
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            // some of them are called again and again
            String service = random.nextBoolean() ? "service-" + (random.nextBoolean() ? i : i % 20) : null;
            ErrorCategory[] categories = ErrorCategory.values();
            call(
                    service,
                    "https://host-" + i + ".example.com/v1/path-" + i + "?id=" + i,
                    random.nextBoolean() ? CODES.get(random.nextInt(CODES.size())) : "Code." + i,
                    "text " + i,
                    categories[random.nextInt(categories.length)],
                    random.nextInt(4));
        }

        assertThat(registry.get("modelarts.client.call").timers()).hasSizeGreaterThanOrEqualTo(150);
        assertThat(series()).hasSizeLessThan(800);
        assertThat(series()).noneMatch(line -> line.contains("path-") || line.contains("Code.") || line.contains("?"));
        assertThat(registry.get("modelarts.client.call").tag("service", "other").timers())
                .isNotEmpty();
    }

    @Test
    void aNewOutcomeOfAKnownServiceKeepsItsServiceWhenThereAreManyCombinations() {
        for (ErrorCategory category : ErrorCategory.values()) {
            for (String code : CODES) {
                for (int attempts = 0; attempts < 4; attempts++) {
                    call("busy", "https://host.example.com/v1", code, "text", category, attempts);
                }
            }
        }

        call("known", "https://host.example.com/v1", "APIG.0303", "text", ErrorCategory.AUTH, 1);

        assertThat(registry.get("modelarts.client.call")
                        .tags("service", "known", "outcome", "AUTH", "error.code", "other")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void aRetryIsCountedWhenItIsSent() {
        CallListener call = metrics.started(
                CallPurpose.OF_ADDRESS, ServiceRequest.of("POST", "https://host.example.com/v1", Body.NONE));
        call.sent(1, 2);
        call.retrying(new IllegalStateException("test"), Duration.ofSeconds(1));
        assertThat(registry.find("modelarts.client.retries").counter()).isNull();

        call.sent(2, 2);

        assertThat(registry.get("modelarts.client.retries").counter().count()).isEqualTo(1);
    }

    static List<String> hostileNames() {
        return List.of(
                "with \"quotes\" and \\ backslash",
                "with\nnewlines\r\nand\u0000\u2028others",
                "x".repeat(5_000),
                "猫".repeat(5_000),
                "",
                "{}=,~");
    }

    @ParameterizedTest
    @MethodSource("hostileNames")
    void aServiceMayHaveAnyName(String name) {
        call(name, "https://host.example.com/v1", "Code", "text");

        assertThat(registry.getMeters()).isNotEmpty();
        for (Meter meter : registry.getMeters()) {
            assertThat(meter.getId().getTags()).extracting(Tag::getValue).allSatisfy(value -> {
                assertThat(value).hasSizeLessThanOrEqualTo(67);
                assertThat(value.chars()).noneMatch(Character::isISOControl);
            });
        }
        // one line for each series
        assertThat(series()).allMatch(line -> line.matches("\\w+(\\{.*})? [-+.\\dENa]+"));
    }
}
