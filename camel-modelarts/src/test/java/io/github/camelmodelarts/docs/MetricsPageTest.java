package io.github.camelmodelarts.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.yaml.snakeyaml.Yaml;

import io.github.camelmodelarts.api.ServerSentEvents;
import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.api.AnswerStream;
import io.github.camelmodelarts.local.api.Failure;
import io.github.camelmodelarts.local.api.ModelAnswer;
import io.github.camelmodelarts.local.gateway.Service;
import io.github.camelmodelarts.local.maas.Maas;
import io.github.camelmodelarts.options.ModelArtsConfiguration;
import io.github.camelmodelarts.support.Guide;
import io.github.camelmodelarts.support.HeldModel;
import io.github.camelmodelarts.support.Routes;

import static io.github.camelmodelarts.support.RouteTest.assertPredicted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The metrics and alerts of docs/operating.md are those of a run in which each metric has changed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MetricsPageTest {

    private static final Guide GUIDE = new Guide("operating.md");

    /** The tags whose values come from outside. */
    private static final Set<String> OPEN = Set.of("service", "host", "gen_ai.response.model");

    /** The tags of all metrics. */
    private static final Set<String> OF_ALL = Set.of("camelContext", "component");

    private static final String BUCKET = "pictures";
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    private final ModelArtsLocal local = ModelArtsLocal.start();
    private final Service echo = local.addService("echo", new EchoModel());
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private volatile ModelAnswer answer = ModelAnswer.json(Map.of());
    private Routes routes;

    @BeforeAll
    void changeEachMetric() throws Exception {
        registry.config().meterFilter(histogramsOfCalls());
        local.addService("stream", request -> answer);
        local.obs().createBucket(BUCKET);
        routes = Routes.measured(registry);
        ModelArtsConfiguration options = routes.component().getConfiguration();
        options.setAppCode(local.credentials().appCode());
        options.setApiKey(local.credentials().apiKey());
        options.setAccount(local.credentials().account());
        options.setUsername(local.credentials().username());
        options.setPassword(local.credentials().password());
        options.setProjectId(local.credentials().projectId());
        options.setRegion(local.credentials().region());
        options.setIamEndpoint(local.iamEndpoint());
        options.setModelArtsEndpoint(local.modelArtsEndpoint());
        options.setObsEndpoint(local.obsEndpoint());

        callsAndRetries();
        refusals();
        tokens();
        streams();
        languageModels();
        batches();
        quota();
        // calls are measured a moment after their exchanges go on
        await().untilAsserted(() -> assertThat(
                        registry.get("modelarts.client.streams.open").gauge().value())
                .isZero());
    }

    @AfterAll
    void close() {
        routes.close();
        local.close();
    }

    /** The recipe of the page. */
    private static MeterFilter histogramsOfCalls() {
        return new MeterFilter() {
            @Override
            public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
                return id.getName().equals("modelarts.client.call")
                        ? DistributionStatisticConfig.builder()
                                .percentilesHistogram(true)
                                .build()
                                .merge(config)
                        : config;
            }
        };
    }

    private String uri(String authType, String service) {
        return "modelarts:predict?authType=" + authType + "&address=" + local.address(service);
    }

    private void callsAndRetries() throws Exception {
        String uri = uri("APP_CODE", "echo");
        assertPredicted(routes.send(uri, "{}"));
        echo.failNext(1, Failure.error(429, "APIG.0308", "throttled"));
        assertPredicted(routes.send(uri, "{}"));
        echo.failNext(1, Failure.error(400, "Unknown.1", "test"));
        failed(routes.send(uri, "{}"));
        echo.failNext(1, Failure.answer(400, "text/plain", "test".getBytes(StandardCharsets.UTF_8)));
        failed(routes.send(uri, "{}"));
        echo.failNext(1, Failure.cutBeforeAnswer());
        failed(routes.send(uri + "&maxRetries=0", "{}"));
    }

    private static void failed(Exchange exchange) {
        assertThat(exchange.getException()).isNotNull();
    }

    private void refusals() throws Exception {
        HeldModel held = new HeldModel();
        local.addService("held", held);
        var calls = routes.startInParallel(uri("APP_CODE", "held") + "&maxConnections=1&maxWaiting=1", 3);
        await().untilAsserted(() ->
                assertThat(count("modelarts.client.refusals", "busy")).isEqualTo(1));
        held.release();
        calls.join();

        String wrong = uri("APP_SIGNATURE", "echo") + "&appKey=test-wrong-key&appSecret=test-wrong-secret";
        for (int i = 0; i < 4; i++) {
            failed(routes.send(wrong, "{}"));
        }
        assertThat(count("modelarts.client.refusals", "guard")).isEqualTo(1);
        await().untilAsserted(() -> assertThat(
                        registry.get("modelarts.client.keys.paused").gauge().value())
                .isEqualTo(1));
    }

    private double count(String name, String value) {
        return registry.get(name).counters().stream()
                .filter(counter -> counter.getId().getTags().stream()
                        .anyMatch(tag -> tag.getValue().equals(value)))
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    private void tokens() throws Exception {
        String uri = uri("PASSWORD", "echo");
        assertPredicted(routes.send(uri, "{}"));
        local.iam().revokeTokens();
        // a token that is only a few seconds old is not renewed
        routes.clock().forward(Duration.ofMinutes(1));
        assertPredicted(routes.send(uri, "{}"));
        assertThat(count("modelarts.client.repairs", "token")).isEqualTo(1);
        assertThat(count("modelarts.client.token.renewals", "SUCCESS")).isEqualTo(2);

        String other = "&account=" + local.credentials().account() + "&password=test-wrong-password&username=";
        failed(routes.send(uri + other + local.credentials().username(), "{}"));
        assertThat(count("modelarts.client.token.renewals", "REJECTED")).isEqualTo(1);
        local.iam().failWith(Failure.error(401, "IAM.0061", "The account is locked."));
        failed(routes.send(uri + other + "another", "{}"));
        assertThat(count("modelarts.client.token.renewals", "LOCKED")).isEqualTo(1);
        local.iam().failWith(Failure.error(500, "IAM.0011", "test"));
        failed(routes.send(uri + other + "third", "{}"));
        assertThat(count("modelarts.client.token.renewals", "FAILURE")).isPositive();
        local.iam().clear();
        await().untilAsserted(() -> assertThat(
                        registry.get("modelarts.client.logins.locked").gauge().value())
                .isEqualTo(1));
    }

    private void streams() throws Exception {
        stream(AnswerStream.events("{}").done());
        stream(AnswerStream.events("{}").breakOff());
        assertThat(count("modelarts.client.streams.ended", "COMPLETE")).isEqualTo(1);
        assertThat(count("modelarts.client.streams.ended", "BROKEN")).isEqualTo(1);
    }

    private void stream(AnswerStream events) throws Exception {
        answer = ModelAnswer.events(events);
        read(uri("APP_CODE", "stream") + "&streaming=true", "{}");
    }

    private Exchange read(String uri, String body) throws Exception {
        String from = "direct:read-" + routes.context().getRoutes().size();
        routes.context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from(from).to(uri).process(exchange -> {
                    ServerSentEvents all = exchange.getMessage().getBody(ServerSentEvents.class);
                    while (all.hasNext()) {
                        all.next();
                    }
                });
            }
        });
        return routes.call(from, body);
    }

    private void languageModels() throws Exception {
        String uri = "modelarts:predict?authType=API_KEY&address=" + local.maasEndpoint() + "/v1/chat/completions";
        String question = "{\"model\":\"" + Maas.MODEL
                + "\",\"messages\":[{\"role\":\"user\",\"content\":\"how many words: one two\"}]";
        assertPredicted(routes.send(uri, question + "}"));
        double whole = count("gen_ai.client.token.usage", "output");
        assertThat(whole).isPositive();

        read(uri + "&streaming=true", question + ",\"stream\":true,\"stream_options\":{\"include_usage\":true}}");
        assertThat(count("gen_ai.client.token.usage", "output")).isEqualTo(2 * whole);
        assertThat(registry.get("gen_ai.client.token.usage")
                        .tag("gen_ai.response.model", Maas.MODEL)
                        .counters())
                .hasSize(2);
    }

    private void batches() throws Exception {
        local.management().model("echo", new EchoModel());
        for (String key : List.of("in/a.txt", "in/b.txt")) {
            local.obs().put(BUCKET, key, key.getBytes(StandardCharsets.UTF_8));
        }
        Exchange run = routes.send(
                "modelarts:runBatch?authType=AK_SK&accessKey="
                        + local.credentials().accessKey() + "&secretKey=RAW("
                        + local.credentials().secretKey() + ")&modelId=echo&obsPath=obs://" + BUCKET
                        + "/work/&pollInterval=20ms",
                "obs://" + BUCKET + "/in/");
        assertThat(run.getException()).isNull();
        assertThat(registry.get("modelarts.client.batch.size").summary().totalAmount())
                .isEqualTo(2);
    }

    private void quota() throws Exception {
        echo.failWith(Failure.error(503, "APIG.0202", "no backend"));
        for (int i = 0; i < 40 && count("modelarts.client.refusals", "quota") == 0; i++) {
            failed(routes.send(uri("APP_CODE", "echo"), "{}"));
        }
        echo.clear();
        assertThat(count("modelarts.client.refusals", "quota")).isPositive();
    }

    private List<Meter> meters() {
        return registry.getMeters().stream()
                .filter(meter -> meter.getId().getName().matches("(modelarts|gen_ai)[.].*"))
                .toList();
    }

    private static List<List<String>> rows(String table) throws IOException {
        String page = Files.readString(GUIDE.file()).replace("\r\n", "\n");
        String rows = page.substring(page.indexOf("\n| " + table + " |"));
        return rows.substring(1, rows.indexOf("\n\n"))
                .lines()
                .skip(2)
                .map(row -> Arrays.stream(row.substring(1).split("\\|"))
                        .map(String::strip)
                        .toList())
                .toList();
    }

    private static List<String> codes(String cell) {
        return CODE.matcher(cell).results().map(code -> code.group(1)).toList();
    }

    @Test
    void thePageHasTheMetricsOfTheRun() throws Exception {
        Set<String> documented = rows("metric").stream()
                .map(row -> row.subList(0, 3) + codes(row.get(3)).toString())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(documented)
                .isEqualTo(meters().stream()
                        .map(MetricsPageTest::described)
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    private static String described(Meter meter) {
        Meter.Id id = meter.getId();
        String type = switch (id.getType()) {
            case DISTRIBUTION_SUMMARY -> "summary";
            default -> id.getType().name().toLowerCase(Locale.ROOT);
        };
        assertThat(OF_ALL).allSatisfy(tag -> assertThat(id.getTag(tag)).isNotNull());
        return List.of("`" + id.getName() + "`", type, id.getBaseUnit() == null ? "" : id.getBaseUnit())
                + inOrder(id.getName(), id.getTags());
    }

    /** The keys in the order of the page: the registry sorts them. */
    private static String inOrder(String name, List<Tag> tags) {
        Set<String> keys = tags.stream()
                .map(Tag::getKey)
                .filter(key -> !OF_ALL.contains(key))
                .collect(Collectors.toCollection(TreeSet::new));
        try {
            for (List<String> row : rows("metric")) {
                List<String> documented = codes(row.get(3));
                if (codes(row.get(0)).contains(name) && new TreeSet<>(documented).equals(keys)) {
                    return documented.toString();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return keys.toString();
    }

    @Test
    void eachMetricHasChangedInTheRun() {
        Map<String, Double> changes = new TreeMap<>();
        for (Meter meter : meters()) {
            double change = meter.getId().getType() == Meter.Type.GAUGE ? 1 : 0;
            for (var measured : meter.measure()) {
                change += measured.getValue();
            }
            changes.merge(meter.getId().getName(), change, Double::sum);
        }

        assertThat(changes)
                .isNotEmpty()
                .allSatisfy((name, change) -> assertThat(change).as(name).isPositive());
    }

    @Test
    void thePageHasAllValuesOfTheTags() throws Exception {
        Set<String> used = new HashSet<>();
        for (Meter meter : meters()) {
            for (Tag tag : meter.getId().getTags()) {
                if (!OF_ALL.contains(tag.getKey())) {
                    List<String> row = row(tag.getKey(), meter.getId().getName());
                    used.add(row.get(0) + row.get(1));
                    assertAllowed(tag, row.get(2));
                }
            }
        }
        // each row is of a tag that exists
        assertThat(rows("tag")).extracting(row -> row.get(0) + row.get(1)).containsExactlyInAnyOrderElementsOf(used);
    }

    private static List<String> row(String tag, String metric) throws IOException {
        return rows("tag").stream()
                .filter(row -> codes(row.get(0)).contains(tag)
                        && (row.get(1).isEmpty() || codes(row.get(1)).contains(metric)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("The page has no tag " + tag + " of " + metric));
    }

    private static void assertAllowed(Tag tag, String documented) throws IOException {
        List<String> values = new ArrayList<>(codes(documented));
        if (tag.getKey().equals("error.type")) {
            values.addAll(codes(row("outcome", "modelarts.client.call").get(2)));
        }
        if (tag.getKey().equals("error.code")) {
            assertThat(tag.getValue()).matches("(APIG|ModelArts)\\.\\d+|MR\\.\\*|other|none");
        } else if (!OPEN.contains(tag.getKey())) {
            assertThat(values).as(tag.getKey()).contains(tag.getValue());
        }
    }

    // ---- alerts

    private static List<Map<String, Object>> rules() throws IOException {
        Map<String, List<Map<String, List<Map<String, Object>>>>> file =
                new Yaml().load(GUIDE.blocks("yaml").get(0));
        return file.get("groups").get(0).get("rules");
    }

    @Test
    void theRulesNameMetricsLabelsAndValuesThatPrometheusSees() throws Exception {
        String scrape = registry.scrape();
        Pattern selector = Pattern.compile("((?:modelarts|gen_ai)_\\w+)(?:\\{([^}]*)})?");
        for (Map<String, Object> rule : rules()) {
            String expression = String.valueOf(rule.get("expr"));
            List<MatchResult> selectors = selector.matcher(expression).results().toList();
            assertThat(selectors).as(expression).isNotEmpty();
            for (MatchResult found : selectors) {
                List<String> series = scrape.lines()
                        .filter(line -> line.startsWith(found.group(1) + "{"))
                        .toList();
                assertThat(series).as(found.group()).isNotEmpty();
                assertMatched(series, found.group(2));
            }
        }
    }

    /** Each matcher fits at least one series. */
    private static void assertMatched(List<String> series, String matchers) {
        for (String matcher : matchers == null ? new String[0] : matchers.split(",")) {
            String[] parts = matcher.strip().split("!=|=~|=", 2);
            String value = parts[1].substring(1, parts[1].length() - 1);
            Pattern label = Pattern.compile("[{,]" + parts[0] + "=\"(" + value + ")\"");
            assertThat(series).as(matcher).anyMatch(line -> label.matcher(line).find());
        }
    }

    @Test
    void theRulesGroupByLabelsThatTheirMetricsHave() throws Exception {
        Pattern grouping = Pattern.compile("sum by \\(([^)]*)\\)\\s*\\((?:\\w+\\()?((?:modelarts|gen_ai)_\\w+)");
        String scrape = registry.scrape();
        for (Map<String, Object> rule : rules()) {
            List<MatchResult> groupings =
                    grouping.matcher(String.valueOf(rule.get("expr"))).results().toList();
            assertThat(groupings).as(String.valueOf(rule)).isNotEmpty();
            for (MatchResult found : groupings) {
                String series = scrape.lines()
                        .filter(line -> line.startsWith(found.group(2) + "{"))
                        .findFirst()
                        .orElseThrow();
                for (String label : found.group(1).split(", *", -1)) {
                    assertThat(series).containsPattern("[{,]" + label + "=");
                }
            }
        }
    }

    @Test
    void eachRuleSaysWhatToDo() throws Exception {
        assertThat(rules()).hasSize(9).allSatisfy(rule -> {
            assertThat(rule).containsKeys("alert", "expr", "labels");
            assertThat(rule.get("annotations"))
                    .asInstanceOf(InstanceOfAssertFactories.MAP)
                    .containsKeys("summary", "description");
        });
    }

    @Test
    void thePageShowsTheFilterOfThisTest() throws Exception {
        String source = Files.readString(Path.of("src/test/java/io/github/camelmodelarts/docs/MetricsPageTest.java"));

        String shown = GUIDE.blocks("java").get(0).replaceAll("\\s+", "");
        String filter = shown.substring(shown.indexOf("newMeterFilter"), shown.lastIndexOf(");"));
        assertThat(source.replaceAll("\\s+", "")).contains(filter + ";");
    }
}
