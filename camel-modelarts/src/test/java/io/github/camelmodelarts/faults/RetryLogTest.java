package io.github.camelmodelarts.faults;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.github.camelmodelarts.local.api.Failure;
import io.github.camelmodelarts.support.AllLoggersAtInfo;
import io.github.camelmodelarts.support.NothingLeft;
import io.github.camelmodelarts.support.RouteTest;
import io.github.camelmodelarts.support.Routes;
import io.github.camelmodelarts.support.ScriptedServer;

import static org.assertj.core.api.Assertions.assertThat;

/** Retries are visible in the log at INFO: one line per minute and host. */
class RetryLogTest extends RouteTest {

    /** Each test has its own context, and with it its own hosts. */
    @RegisterExtension
    private final NothingLeft nothingLeft = new NothingLeft(() -> Routes.knowing(local));

    private Routes calls;

    @BeforeEach
    void open() {
        calls = nothingLeft.routes();
    }

    private String echo(String options) {
        return predict("APP_CODE", local.address("echo")) + options;
    }

    private static List<String> lines(AllLoggersAtInfo log) {
        return log.text()
                .lines()
                .filter(line -> line.contains("INFO") && line.contains("RetryLog"))
                .toList();
    }

    @Test
    void logsTheFirstRetryOfACallWithHostCausePauseAndLimit() throws Exception {
        echo.failNext(2, Failure.error(503, "APIG.0201", "Backend unavailable."));

        try (AllLoggersAtInfo log = new AllLoggersAtInfo()) {
            assertPredicted(calls.send(echo(""), "{}"));

            assertThat(lines(log))
                    .singleElement()
                    .asString()
                    .contains("A call to " + echoHost() + " failed: response 503 APIG.0201. It is retried in ")
                    .contains(" ms (maxRetries=2)")
                    .doesNotContain(local.credentials().appCode());
        }
        requests(3);
    }

    private String echoHost() {
        return URI.create(local.address("echo")).getAuthority();
    }

    @Test
    void logsOneLineAMinuteAndHowManyCallsItLeftOut() throws Exception {
        String route = calls.route(echo(""));

        try (AllLoggersAtInfo log = new AllLoggersAtInfo()) {
            for (int i = 0; i < 4; i++) {
                echo.failNext(1, Failure.error(503, "APIG.0201", "Backend unavailable."));
                assertPredicted(calls.call(route, "{}"));
            }
            assertThat(lines(log)).singleElement().asString().doesNotContain("since the last line");

            calls.clock().forward(Duration.ofSeconds(61));
            echo.failNext(1, Failure.error(503, "APIG.0201", "Backend unavailable."));
            assertPredicted(calls.call(route, "{}"));

            assertThat(lines(log)).hasSize(2);
            assertThat(lines(log).get(1)).endsWith("; since the last line, 3 other calls were retried");
        }
    }

    @Test
    void logsEachHostByItself() throws Exception {
        echo.failNext(1, Failure.error(503, "APIG.0201", "Backend unavailable."));

        try (AllLoggersAtInfo log = new AllLoggersAtInfo();
                ScriptedServer other = failingOnce()) {
            assertPredicted(calls.send(echo(""), "{}"));
            assertPredicted(calls.send(predict("APP_CODE", other.address()) + "&retryOn=IDEMPOTENT", "{}"));

            assertThat(lines(log)).hasSize(2);
            assertThat(lines(log).get(1))
                    .contains("A call to " + other.authority() + " failed: The connection to " + other.authority())
                    .doesNotContain("write https in the address");
        }
    }

    private static ScriptedServer failingOnce() throws IOException {
        return ScriptedServer.playing(
                line -> {
                    line.request();
                    line.reset();
                },
                line -> {
                    line.request();
                    line.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
                });
    }

    @Test
    void printsACodeOfTheServerOnOneLineWithoutSecrets() throws Exception {
        String code = local.credentials().appCode();
        String body = "{\"error_code\":\"X.1\\n\\u001b[31m" + code + "\",\"error_msg\":\"words\"}";
        echo.failNext(1, Failure.answer(503, "application/json", body.getBytes(StandardCharsets.UTF_8)));

        try (AllLoggersAtInfo log = new AllLoggersAtInfo()) {
            assertPredicted(calls.send(echo("&retryOn=IDEMPOTENT"), "{}", Map.of()));

            assertThat(lines(log))
                    .singleElement()
                    .asString()
                    .contains("response 503 X.1\\u000A\\u001B[31m***. It is retried")
                    .doesNotContain(code);
        }
    }

    @Test
    void logsNothingWhenNoCallIsRetried() throws Exception {
        echo.failNext(1, Failure.error(503, "APIG.0201", "Backend unavailable."));

        try (AllLoggersAtInfo log = new AllLoggersAtInfo()) {
            assertThat(calls.send(echo("&maxRetries=0"), "{}").getException()).isNotNull();

            assertThat(lines(log)).isEmpty();
        }
    }
}
