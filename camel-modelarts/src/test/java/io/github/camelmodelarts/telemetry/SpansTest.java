package io.github.camelmodelarts.telemetry;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.local.api.Failure;
import io.github.camelmodelarts.local.gateway.RecordedRequest;
import io.github.camelmodelarts.local.maas.Maas;
import io.github.camelmodelarts.support.Guide;
import io.github.camelmodelarts.support.NothingLeft;
import io.github.camelmodelarts.support.RefusingPort;
import io.github.camelmodelarts.support.RouteTest;
import io.github.camelmodelarts.support.Routes;

import static org.assertj.core.api.Assertions.assertThat;

/** The spans of calls, as Camel's tracer for OpenTelemetry records them. */
class SpansTest extends RouteTest {

    private static final Pattern NAME = Pattern.compile("(?m)^\\| `([a-z_.A-Z]+)` \\|");

    @RegisterExtension
    private final NothingLeft nothingLeft = new NothingLeft(this::withSession);

    private Routes calls;
    private RecordedSpans spans;

    private Routes withSession() throws Exception {
        Routes made = Routes.knowing(local);
        made.component().getConfiguration().setProjectId(local.credentials().projectId());
        made.component().getConfiguration().setModelArtsEndpoint(local.modelArtsEndpoint());
        return made;
    }

    @BeforeEach
    void open() {
        calls = nothingLeft.routes();
        spans = new RecordedSpans(calls.context());
    }

    @AfterEach
    void close() {
        spans.close();
        local.maas().clear();
    }

    private String echo(String options) {
        return predict("APP_CODE", local.address("echo")) + options;
    }

    private String echoHost() {
        return URI.create(local.address("echo")).getAuthority();
    }

    private String maas(String options) {
        return "modelarts:predict?authType=API_KEY&address=" + local.maasEndpoint() + "/v2" + options;
    }

    private static String question(String before, String after) {
        return "{" + before + "\"messages\":[{\"role\":\"user\",\"content\":\"count to 9\"}]" + after + "}";
    }

    private SpanData span() {
        return spans.ofCalls(1).get(0);
    }

    private static @Nullable String value(SpanData span, String name) {
        return value(span.getAttributes(), name);
    }

    private static @Nullable String value(Attributes attributes, String name) {
        return attributes.get(AttributeKey.stringKey(name));
    }

    private static List<String> attempts(SpanData span) {
        return span.getEvents().stream()
                .map(EventData::getAttributes)
                .map(event -> value(event, "attempt") + " " + value(event, "outcome") + " "
                        + (value(event, "http.status_code") == null
                                ? value(event, "error.type")
                                : value(event, "http.status_code")))
                .toList();
    }

    @Test
    void namesOperationAndHostAndShowsHowTheCallEnded() throws Exception {
        assertPredicted(calls.send(echo(""), "{}"));

        SpanData span = span();
        assertThat(span.getName()).isEqualTo("modelarts predict " + echoHost());
        assertThat(value(span, "modelarts.service")).isEqualTo(echoHost());
        assertThat(value(span, "http.status_code")).isEqualTo("200");
        assertThat(value(span, "modelarts.attempts")).isEqualTo("1");
        assertThat(value(span, "modelarts.request.id")).isEqualTo(request().requestId());
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(attempts(span)).containsExactly("1 SUCCESS 200");
        assertThat(spans.all())
                .filteredOn(other -> other.getSpanId().equals(span.getParentSpanId()))
                .hasSize(1);
    }

    @Test
    void showsNoPathNoQueryNoBodyAndNoCredential() throws Exception {
        String uri = "modelarts:predict?authType=APP_CODE&appCode=RAW("
                + local.credentials().appCode() + ")&address=RAW(" + local.address("echo") + "?word=c4n4ry)";
        calls.send(uri, "{\"body\":\"c4n4ry\"}");
        echo.failNext(1, Failure.error(400, "X.1", "c4n4ry"));
        calls.send(uri, "{\"body\":\"c4n4ry\"}");

        assertThat(spans.ofCalls(2).toString())
                .doesNotContain("c4n4ry", local.credentials().appCode(), "/infers/", echo.id());
    }

    @Test
    void eachRetryIsAnEventWithItsOutcomeAndTime() throws Exception {
        echo.failNext(2, Failure.error(503, "APIG.0201", "Backend unavailable."));

        assertPredicted(calls.send(echo(""), "{}"));

        SpanData span = span();
        assertThat(attempts(span)).containsExactly("1 REJECTED 503", "2 REJECTED 503", "3 SUCCESS 200");
        assertThat(value(span, "modelarts.attempts")).isEqualTo("3");
        assertThat(span.getEvents()).extracting(EventData::getEpochNanos).isSorted();
        assertThat(span.getEvents().get(2).getEpochNanos())
                .isBetween(span.getStartEpochNanos(), span.getEndEpochNanos());
    }

    @Test
    void aRejectedCallHasCodeCategoryAndRequestId() throws Exception {
        echo.failNext(1, Failure.error(400, "ModelArts.4203", "c4n4ry"));

        calls.send(echo(""), "{}");

        SpanData span = span();
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(value(span, "error.type")).isEqualTo("ModelArtsOperationFailedException");
        assertThat(value(span, "http.status_code")).isEqualTo("400");
        assertThat(value(span, "modelarts.error.code")).isEqualTo("ModelArts.4203");
        assertThat(value(span, "modelarts.error.category")).isNotNull();
        assertThat(value(span, "modelarts.request.id")).isEqualTo(request().requestId());
        assertThat(attempts(span)).containsExactly("1 REJECTED 400");
    }

    @Test
    void aRejectionThatIsNoExceptionIsAnErrorToo() throws Exception {
        echo.failNext(1, Failure.error(400, "ModelArts.4203", "words"));

        Exchange exchange = calls.send(echo("&throwExceptionOnFailure=false"), "{}");

        assertThat(exchange.getException()).isNull();
        assertThat(span().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(value(span(), "modelarts.error.code")).isEqualTo("ModelArts.4203");
        assertThat(value(span(), "http.status_code")).isEqualTo("400");
    }

    @Test
    void theAttemptThatATimeoutEndsIsAnEvent() throws Exception {
        echo.delay(Duration.ofSeconds(20));

        calls.send(echo("&totalTimeout=300ms"), "{}");

        assertThat(attempts(span())).containsExactly("1 FAILED ModelArtsTimeoutException");
        assertThat(value(span(), "error.type")).isEqualTo("ModelArtsTimeoutException");
        assertThat(value(span(), "http.status_code")).isNull();
        echo.delay(Duration.ZERO);
    }

    @Test
    void aHostThatCannotBeReachedIsShownWithEachAttempt() throws Exception {
        try (RefusingPort port = new RefusingPort()) {
            calls.send("modelarts:predict?authType=NONE&address=http://127.0.0.1:" + port.number() + "/x", "{}");

            assertThat(attempts(span()))
                    .hasSize(3)
                    .allMatch(attempt -> attempt.endsWith("FAILED ModelArtsConnectionException"));
            assertThat(value(span(), "modelarts.attempts")).isEqualTo("3");
            assertThat(value(span(), "server.address")).isEqualTo("127.0.0.1:" + port.number());
        }
    }

    @Test
    void aCallThatIsRefusedBeforeItIsSentHasNoAttempt() throws Exception {
        calls.send(echo(""), "{}", Map.of(ModelArtsConstants.PATH, "../../secret"));

        assertThat(attempts(span())).isEmpty();
        assertThat(value(span(), "error.type")).isEqualTo("ModelArtsRequestException");
        assertThat(value(span(), "modelarts.attempts")).isEqualTo("0");
    }

    @Test
    void aServiceIsShownByItsName() throws Exception {
        assertPredicted(calls.send("modelarts:predict?authType=AK_SK&serviceName=echo", "{}"));

        assertThat(span().getName()).isEqualTo("modelarts predict echo");
        assertThat(value(span(), "modelarts.service")).isEqualTo("echo");
        assertThat(value(span(), "server.address")).isEqualTo(echoHost());
    }

    @Test
    void aServiceThatAHeaderNamesIsAnAttribute() throws Exception {
        assertPredicted(calls.send(
                "modelarts:predict?authType=AK_SK&allowHeaderOverride=true",
                "{}",
                Map.of(ModelArtsConstants.SERVICE_NAME, "echo")));

        assertThat(span().getName()).isEqualTo("modelarts predict");
        assertThat(value(span(), "modelarts.service")).isEqualTo("echo");
    }

    @Test
    void aManagementOperationHasItsNameAndStatus() throws Exception {
        calls.send("modelarts:describeService?serviceName=echo", null);

        assertThat(span().getName()).isEqualTo("modelarts describeService echo");
        assertThat(value(span(), "http.status_code")).isEqualTo("200");
    }

    @Test
    void aChatHasModelAndTokens() throws Exception {
        Exchange exchange = calls.send(
                maas("/chat/completions"),
                Map.of("model", Maas.MODEL, "messages", List.of(Map.of("role", "user", "content", "count to 9"))));

        assertPredicted(exchange);
        assertThat(value(span(), "gen_ai.operation.name")).isEqualTo("chat");
        assertThat(value(span(), "gen_ai.system")).isEqualTo("modelarts");
        assertThat(value(span(), "gen_ai.request.model")).isEqualTo(Maas.MODEL);
        assertThat(value(span(), "gen_ai.usage.output_tokens"))
                .isEqualTo("9")
                .isEqualTo(exchange.getProperty(ModelArtsConstants.OUTPUT_TOKENS_PROPERTY, String.class));
        assertThat(value(span(), "gen_ai.usage.input_tokens"))
                .isEqualTo(exchange.getProperty(ModelArtsConstants.INPUT_TOKENS_PROPERTY, String.class));
    }

    @Test
    void theModelOfATextIsKnownIfItStandsBeforeTheMessages() throws Exception {
        calls.send(maas("/chat/completions"), question("\"temperature\":0,\"model\":\"" + Maas.MODEL + "\",", ""));
        calls.send(maas("/chat/completions"), question("", ",\"model\":\"" + Maas.MODEL + "\""));
        calls.send(maas("/chat/completions"), "no json");

        assertThat(spans.ofCalls(3))
                .extracting(span -> String.valueOf(value(span, "gen_ai.request.model")))
                .containsExactly(Maas.MODEL, "null", "null");
    }

    @Test
    void theSpanOfAStreamEndsBeforeItsTokensAreKnown() throws Exception {
        String from = "direct:stream";
        calls.context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(from)
                        .to(maas("/chat/completions&streaming=true"))
                        .process(exchange ->
                                exchange.setVariable("ended", spans.ofCalls().size()))
                        .convertBodyTo(String.class);
            }
        });

        Exchange exchange = calls.call(
                from,
                question(
                        "\"model\":\"" + Maas.MODEL + "\",",
                        ",\"stream\":true,\"stream_options\":{\"include_usage\":true}"));

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getVariable("ended")).isEqualTo(1);
        assertThat(attempts(span())).containsExactly("1 SUCCESS 200");
        assertThat(value(span(), "gen_ai.operation.name")).isEqualTo("chat");
        assertThat(value(span(), "gen_ai.usage.output_tokens")).isNull();
    }

    @Test
    void theTraceContextIsSentOnlyWithTheOption() throws Exception {
        assertPredicted(calls.send(echo(""), "{}"));
        assertPredicted(calls.send(echo("&forwardHeaders=traceparent,tracestate"), "{}"));

        List<RecordedRequest> received = requests(2);
        SpanData second = spans.ofCalls(2).get(1);
        assertThat(received.get(0).header("traceparent")).isNull();
        assertThat(received.get(1).header("traceparent"))
                .isEqualTo("00-" + second.getTraceId() + "-" + second.getSpanId() + "-01");
    }

    @Test
    void theDocumentsListEachAttribute() throws Exception {
        calls.send(echo(""), "{}");
        echo.failNext(1, Failure.error(400, "ModelArts.4203", "words"));
        calls.send(echo(""), "{}");
        calls.send(
                maas("/chat/completions"),
                Map.of("model", Maas.MODEL, "messages", List.of(Map.of("role", "user", "content", "a"))));
        try (RefusingPort port = new RefusingPort()) {
            calls.send("modelarts:predict?authType=NONE&address=http://127.0.0.1:" + port.number() + "/x", "{}");
        }

        List<SpanData> seen = spans.ofCalls(4);
        assertThat(documented("| attribute |"))
                .isEqualTo(names(seen.stream().map(SpanData::getAttributes).toList()));
        assertThat(documented("| attribute of the event |"))
                .isEqualTo(names(seen.stream()
                        .flatMap(span -> span.getEvents().stream())
                        .map(EventData::getAttributes)
                        .toList()));
    }

    private static Set<String> names(List<Attributes> all) {
        return all.stream()
                .flatMap(attributes -> attributes.asMap().keySet().stream())
                .map(AttributeKey::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The first column of the table with this head. */
    private static Set<String> documented(String head) throws IOException {
        String page = Files.readString(new Guide("operating.md").file()).replace("\r\n", "\n");
        String table = page.substring(page.indexOf(head)).split("\n\n", 2)[0];
        return NAME.matcher(table).results().map(name -> name.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }
}
