package io.github.camelmodelarts.examples.operate;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.camelmodelarts.examples.operate.Watch.Health;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** One short run, whose application stays until all tests have looked at it. */
class OperateTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int SECONDS = 10;
    private static final Pattern METRIC = Pattern.compile("\\b(?:modelarts|gen_ai)_\\w+");

    @TempDir
    static Path folder;

    private static final ByteArrayOutputStream PRINTED = new ByteArrayOutputStream();
    private static String server;
    private static Run run;
    private static CompletableFuture<Integer> ended;
    private static Path report;

    @BeforeAll
    static void run() throws IOException {
        report = folder.resolve("report.html");
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        server = "http://127.0.0.1:" + port;
        run = new Run(
                CommandLine.parse("--seconds=" + SECONDS, "--port=" + port, "--report=" + report, "--stay"),
                new PrintStream(PRINTED, true, UTF_8));
        ended = CompletableFuture.supplyAsync(() -> {
            try {
                return run.toItsEnd();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        await().atMost(Duration.ofMinutes(2))
                .until(() -> ended.isDone() || PRINTED.toString(UTF_8).contains("Ctrl-C to stop"));
        assertThat(ended).isNotDone();
    }

    @AfterAll
    static void end() {
        run.stop();
        assertThat(ended).succeedsWithin(Duration.ofMinutes(1)).isEqualTo(0);
    }

    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(server + path)).build(), BodyHandlers.ofString());
    }

    @Test
    void answersWhetherItIsHealthyLiveAndReady() throws Exception {
        for (String path : List.of("health", "live", "ready", "health/live", "health/ready")) {
            HttpResponse<String> answer = get("/observe/" + path);

            assertThat(JSON.readTree(answer.body()).path("status").asText())
                    .as(path)
                    .isEqualTo(answer.statusCode() == 200 ? "UP" : "DOWN");
        }
        assertThat(get("/observe/live").statusCode()).isEqualTo(200);
    }

    @Test
    void everyExpressionOfTheDashboardNamesAMetricThatIsExposed() throws Exception {
        Set<String> exposed = Sample.parse(0, get("/observe/metrics").body()).values().keySet().stream()
                .map(Sample.Series::metric)
                .collect(Collectors.toSet());

        List<String> expressions =
                JSON.readTree(Files.readString(Path.of("dashboard.json"))).findValuesAsText("expr");

        assertThat(expressions).hasSizeGreaterThanOrEqualTo(Panels.ALL.size());
        assertThat(expressions)
                .allSatisfy(expression -> assertThat(METRIC.matcher(expression.replaceAll("by \\([^)]*\\)", ""))
                                .results()
                                .map(MatchResult::group))
                        .isNotEmpty()
                        .isSubsetOf(exposed));
    }

    @Test
    void theDashboardHasThePanelsOfThePage() throws Exception {
        assertThat(Files.readString(Path.of("dashboard.json")))
                .as("after a change of the panels: mvn -q -Poperate -Doperate.args=--dashboard="
                        + "camel-modelarts-examples/operate/dashboard.json")
                .isEqualTo(Dashboard.json(Panels.ALL));
    }

    @Test
    void everyQueryHasACurve() {
        List<Sample> samples = run.watch().samples();

        assertThat(Panels.ALL)
                .flatExtracting(Panel::queries)
                .allSatisfy(query -> assertThat(query.curves(samples).values())
                        .as(query.promQl())
                        .anySatisfy(curve -> assertThat(Chart.highest(curve)).isNotNaN()));
    }

    @Test
    void eachPlannedFailureIsSeenInTheMetrics() {
        List<Sample> samples = run.watch().samples();

        assertThat(Query.errorShare("modelarts_client_call_seconds_count", "outcome", "error_code")
                        .curves(samples))
                .containsKeys("RATE_LIMIT APIG.0308", "SERVER_ERROR APIG.0201", "AUTH APIG.0301", "AUTH none");
        assertThat(Chart.highest(Query.value("modelarts_client_calls_waiting", "waiting")
                        .curves(samples)
                        .get("waiting")))
                .isPositive();
    }

    @Test
    void isDownWhileItsKeyIsPaused() {
        assertThat(run.watch().health())
                .filteredOn(health -> !health.up()
                        && health.second() > Trouble.WRONG_CREDENTIALS.begin(SECONDS)
                        && health.second() < Trouble.SLOW.begin(SECONDS))
                .flatExtracting(Health::checks)
                .extracting(JsonNode::toString)
                .anySatisfy(check -> assertThat(check).contains("modelarts", "paused"));
    }

    @Test
    void everyPanelOfThePageHasACurveThatABrowserShows() throws Exception {
        JsonNode page = RenderedPage.of(report, folder);

        assertThat(page.path("panels"))
                .hasSameSizeAs(Panels.ALL)
                .allSatisfy(panel -> assertThat(panel.path("curves"))
                        .as(panel.toString())
                        .isNotEmpty()
                        .anySatisfy(curve -> {
                            assertThat(curve.path("points").asInt()).isGreaterThan(SECONDS);
                            assertThat(curve.path("width").asDouble()).isGreaterThan(100);
                            assertThat(curve.path("colour").asText()).startsWith("rgb");
                        }));
        assertThat(page.path("troubles").asInt()).isEqualTo(Panels.ALL.size() * Trouble.values().length);
        assertThat(page.path("isWiderThanTheWindow").asBoolean()).isFalse();
    }

    @Test
    void thePageNeedsNothingElseAndShowsNoSecret() throws Exception {
        assertThat(Files.readString(report))
                .doesNotContain("<script", "<link", "src=", "url(", "test-wrong-secret-key", "test-wrong-password");
    }
}
