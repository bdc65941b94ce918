package io.github.camelmodelarts.options;

import java.time.Duration;

import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.ModelArtsComponent;
import io.github.camelmodelarts.ModelArtsEndpoint;
import io.github.camelmodelarts.support.AllLoggersAtInfo;
import io.github.camelmodelarts.support.RouteTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Texts of durations and numbers that are refused or accepted, and warnings about values that have no effect. */
class OptionValuesTest extends RouteTest {

    private String uri(String options) {
        return predict("APP_CODE", local.address("echo")) + "&" + options;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "connectTimeout",
                "responseTimeout",
                "totalTimeout",
                "admissionTimeout",
                "awaitTimeout",
                "pollInterval"
            })
    void smallNumberWithoutUnitIsRefusedAsDuration(String option) {
        assertThatThrownBy(() -> context.getEndpoint(uri(option + "=30")))
                .isInstanceOf(ResolveEndpointFailedException.class)
                .rootCause()
                .hasMessage(option + "=30 means 30 milliseconds, because it has no unit. Write " + option
                        + "=30s for seconds, or " + option + "=30ms for milliseconds");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "30sec",
                "1 minute",
                "30 s",
                "30S",
                "1.5s",
                "5m30",
                "s",
                "ms",
                "soon",
                "PT",
                "1e3",
                "-5s",
                "+PT5S"
            })
    void unreadableDurationIsRefused(String value) {
        assertThatThrownBy(() -> context.getEndpoint(uri("totalTimeout=RAW(" + value + ")")))
                .rootCause()
                .hasMessage(
                        "totalTimeout=" + value + " is not a duration: write 30s, 1m30s, 500ms or PT30S for example");
    }

    @Test
    void emptyDurationIsRefused() {
        assertThatThrownBy(() -> context.getEndpoint(uri("totalTimeout=")))
                .rootCause()
                .hasMessageStartingWith("totalTimeout is empty, which is not a duration: write 30s");
    }

    @ParameterizedTest
    @CsvSource({
        "30s, PT30S",
        "1m30s, PT1M30S",
        "1d, PT24H",
        "2h, PT2H",
        "1500ms, PT1.5S",
        "20000, PT20S",
        "1000, PT1S",
        "PT30S, PT30S",
        "pt30s, PT30S",
        "1m500ms, PT1M0.5S",
    })
    void durationIsReadInCamelsSpellings(String value, Duration expected) throws Exception {
        assertPredicted(routes.send(uri("totalTimeout=" + value), "{}"));

        assertThat(context.getEndpoint(uri("totalTimeout=" + value), ModelArtsEndpoint.class)
                        .getConfiguration()
                        .getTotalTimeout())
                .isEqualTo(expected);
    }

    @Test
    void durationFromARegistryIsUsed() throws Exception {
        context.getRegistry().bind("patience", Duration.ofMillis(30_500));

        assertPredicted(routes.send(uri("totalTimeout=#bean:patience"), "{}"));
    }

    @ParameterizedTest
    @CsvSource({
        "maxRequestSize=12mb, 12582912 here",
        "maxRequestSize=12 MB, 12582912 here",
        "maxResponseSize=1g, 1073741824 here",
        "maxResponseSize=64KiB, 65536 here",
        "maxRequestSize=12m, 12582912 here",
        "maxRequestSize=big, 12582912 for example",
        "maxRetries=3s, write digits without a unit",
        "maxConnections=2h, write digits without a unit",
        "maxWaiting=10k, write digits without a unit",
        "proxyPort=1m, write digits without a unit",
    })
    void numberWithUnitIsRefused(String option, String remedy) {
        assertThatThrownBy(() -> context.getEndpoint(uri(option.replaceFirst("=(.*)", "=RAW($1)"))))
                .rootCause()
                .hasMessageStartingWith(option + " is not a whole number: ")
                .hasMessageEndingWith(remedy);
    }

    @ParameterizedTest
    @CsvSource({
        "maxRetries, 4294967297, 2147483647",
        "maxConnections, 2147483648, 2147483647",
        "maxWaiting, 2147483648, 2147483647",
        "proxyPort, 4294970424, 2147483647",
        "maxRequestSize, 9223372036854775808, 9223372036854775807",
        "totalTimeout, 9223372036854775808, 9223372036854775807",
    })
    void numberThatTheTypeCanNotHoldIsRefused(String option, String value, String most) {
        assertThatThrownBy(() -> context.getEndpoint(uri(option + "=" + value)))
                .rootCause()
                .hasMessage(option + "=" + value + " is out of range: use at most " + most);
    }

    @Test
    void highestNumberOfTheTypeIsAccepted() throws Exception {
        assertPredicted(routes.send(uri("maxRequestSize=9223372036854775807&maxRetries=2147483647"), "{}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "connectTimeout",
                "responseTimeout",
                "totalTimeout",
                "admissionTimeout",
                "awaitTimeout",
                "pollInterval"
            })
    void durationThatIsTooLongForAClockIsRefused(String option) throws Exception {
        assertThatThrownBy(() -> context.getEndpoint(uri(option + "=PT2562047788015215H")))
                .rootCause()
                .hasMessage(option + "=PT2562047788015215H is too long: use at most 36500d");
        assertPredicted(routes.send(uri(option + "=36500d"), "{}"));
    }

    @ParameterizedTest
    @CsvSource({
        "total-timeout, 30, totalTimeout=30 means 30 milliseconds",
        "totalTimeout, 30sec, totalTimeout=30sec is not a duration",
        "poll-interval, '', poll-interval because value is empty",
        "max-request-size, 12mb, maxRequestSize=12mb is not a whole number",
        "response-memory, 50m, responseMemory=50m is not a whole number",
    })
    void propertyOfCamelMainIsRefused(String name, String value, String message) {
        Main main = new Main();
        main.addInitialProperty("camel.component.modelarts." + name, value);

        assertThatThrownBy(main::start).hasStackTraceContaining(message);
        main.stop();
    }

    @Test
    void responseTimeoutAboveTotalTimeoutIsLoggedOnce() throws Exception {
        try (AllLoggersAtInfo log = new AllLoggersAtInfo()) {
            assertPredicted(routes.send(uri("responseTimeout=5m&totalTimeout=90s"), "{}"));
            assertPredicted(routes.send(uri("responseTimeout=5m&totalTimeout=90s&maxRetries=1"), "{}"));

            assertThat(log.text())
                    .containsOnlyOnce(
                            "responseTimeout=300s has no effect, because totalTimeout=90s ends each call earlier")
                    .contains("modelarts:predict[" + local.address("echo") + "]: responseTimeout");
        }
    }

    @Test
    void manyDifferentTimeoutsAreLoggedTwentyTimes() throws Exception {
        OptionWarnings warnings = new OptionWarnings();
        ModelArtsConfiguration options = new ModelArtsConfiguration();
        options.setResponseTimeout(Duration.ofMinutes(5));
        try (AllLoggersAtInfo log = new AllLoggersAtInfo()) {
            for (int i = 1; i <= 40; i++) {
                options.setTotalTimeout(Duration.ofSeconds(i));
                warnings.timeouts("an endpoint", options);
            }

            assertThat(log.text().lines().filter(line -> line.contains("has no effect, because totalTimeout")))
                    .hasSize(20);
        }
    }

    @Test
    void defaultResponseTimeoutIsNotLogged() throws Exception {
        try (AllLoggersAtInfo log = new AllLoggersAtInfo()) {
            assertPredicted(routes.send(uri("totalTimeout=20s"), "{}"));
            assertPredicted(routes.send(uri("responseTimeout=2m"), "{}"));

            assertThat(log.text()).doesNotContain("has no effect");
        }
    }

    @Test
    void propertiesOfCamelMainAreSet() throws Exception {
        Main main = new Main();
        main.addInitialProperty("camel.component.modelarts.total-timeout", "1m30s");
        main.addInitialProperty("camel.component.modelarts.max-response-size", "1048576");
        main.start();
        try {
            ModelArtsConfiguration options = main.getCamelContext()
                    .getComponent("modelarts", ModelArtsComponent.class)
                    .getConfiguration();
            assertThat(options.getTotalTimeout()).isEqualTo(Duration.ofSeconds(90));
            assertThat(options.getMaxResponseSize()).isEqualTo(1_048_576);
        } finally {
            main.stop();
        }
    }
}
