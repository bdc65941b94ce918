package io.github.camelmodelarts.faults;

import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.camelmodelarts.api.ModelArtsConnectionException;
import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.ModelArtsFailure;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.local.api.Failure;
import io.github.camelmodelarts.local.gateway.RecordedRequest;
import io.github.camelmodelarts.local.gateway.Service;
import io.github.camelmodelarts.support.HeldModel;
import io.github.camelmodelarts.support.NothingLeft;
import io.github.camelmodelarts.support.RefusingPort;
import io.github.camelmodelarts.support.RouteTest;
import io.github.camelmodelarts.support.Routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Which calls are retried, how often, and how each attempt is authenticated. */
class RetryTest extends RouteTest {

    private static final DateTimeFormatter SDK_DATE =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    /** Each test has a separate context, because tests in one context would share its retry quota. */
    @RegisterExtension
    private final NothingLeft nothingLeft = new NothingLeft(() -> Routes.knowing(local));

    private Service service;
    private Routes calls;

    @BeforeEach
    void open() {
        service = local.service("echo").delay(Duration.ZERO);
        calls = nothingLeft.routes();
    }

    private static Failure busy() {
        return Failure.error(503, "APIG.0201", "Backend unavailable.");
    }

    private String echo(String options) {
        return predict("APP_SIGNATURE", local.address("echo")) + options;
    }

    @ParameterizedTest
    @Tag("F01")
    @Tag("F03")
    @Tag("F07")
    @CsvSource({"429, APIG.0308", "429, ModelArts.4206", "502, APIG.0201", "503, APIG.0201", "503, ModelArts.4302"})
    void retriesResponsesOfTheGatewayBeforeTheModel(int status, String code) throws Exception {
        service.failNext(1, Failure.error(status, code, "words"));

        Exchange exchange = calls.send(echo(""), "{\"a\":1}");

        assertPredicted(exchange);
        assertThat(exchange.getMessage().getHeader(ModelArtsConstants.ATTEMPTS)).isEqualTo(2);
        assertThat(exchange.getProperties()).doesNotContainKey(ModelArtsConstants.ERROR_CATEGORY_PROPERTY);
        assertThat(requests(2)).allSatisfy(sent -> assertThat(sent.bodyText()).isEqualTo("{\"a\":1}"));
    }

    @Test
    @Tag("F02")
    void reportsTheNumberOfAttempts() throws Exception {
        service.failWith(Failure.error(429, "ModelArts.4206", "Too many requests"));

        ModelArtsOperationFailedException failure = refused(calls.send(echo(""), "{}"));

        assertThat(failure.getErrorCode()).isEqualTo("ModelArts.4206");
        assertThat(failure.getAttempts()).isEqualTo(3);
        assertThat(failure.isRetryable()).isTrue();
        requests(3);
    }

    @ParameterizedTest
    @Tag("F06")
    @Tag("F07")
    @Tag("F08")
    @CsvSource({
        "500, ModelArts.4302",
        "500, APIG.0601",
        "504, APIG.0201",
        "503, X.1",
        "400, ModelArts.4101",
        "403, APIG.0304",
        "404, APIG.0101",
        "405, APIG.0501",
        "413, ModelArts.4104",
        "494, APIG.0201",
        "400, MR.0105",
    })
    void doesNotRetryAfterPossibleExecutionOrAPermanentError(int status, String code) throws Exception {
        service.failWith(Failure.error(status, code, "words"));

        Exchange exchange = calls.send(echo(""), "{}");

        ModelArtsOperationFailedException failure = refused(exchange);
        assertThat(failure.getErrorCode()).isEqualTo(code);
        assertThat(failure.getRequestId()).isNotBlank();
        assertThat(failure.getAttempts()).isEqualTo(1);
        requests(1);
    }

    @ParameterizedTest
    @Tag("F06")
    @Tag("F07")
    @CsvSource({"500, ModelArts.4302", "500, X.1", "504, APIG.0201", "503, X.1", "408, ModelArts.4205"})
    void retriesAfterPossibleExecutionIfIdempotent(int status, String code) throws Exception {
        service.failWith(Failure.error(status, code, "words"));

        assertThat(refused(calls.send(echo("&retryOn=idempotent"), "{}")).mayHaveExecuted())
                .isEqualTo(status != 408);

        requests(3);
    }

    @Test
    void retriesAfterABrokenConnectionIfIdempotent() throws Exception {
        service.failNext(2, Failure.cutBeforeAnswer());
        assertPredicted(calls.send(echo("&retryOn=IDEMPOTENT"), "{}"));

        service.failNext(1, Failure.cutBeforeAnswer());
        Exchange once = calls.send(echo(""), "{}");

        ModelArtsConnectionException broken = (ModelArtsConnectionException) once.getException();
        assertThat(broken.mayHaveExecuted()).isTrue();
        assertThat(broken.getAttempts()).isEqualTo(1);
    }

    @Test
    void reportsPossibleExecutionInAnyAttempt() throws Exception {
        service.failNext(1, Failure.error(500, "X.1", "words"));
        service.failNext(2, busy());

        ModelArtsOperationFailedException failure = refused(calls.send(echo("&retryOn=IDEMPOTENT"), "{}"));

        assertThat(failure.getStatusCode()).isEqualTo(503);
        assertThat(failure.getAttempts()).isEqualTo(3);
        assertThat(failure.mayHaveExecuted()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"&retryOn=NEVER, 1", "&maxRetries=0, 1", "&maxRetries=1, 2", "&maxRetries=5, 6"})
    void sendsAsOftenAsTheOptionsAllow(String options, int requests) throws Exception {
        service.failWith(busy());

        assertThat(refused(calls.send(echo(options), "{}")).getAttempts()).isEqualTo(requests);

        requests(requests);
    }

    @ParameterizedTest
    @CsvSource({
        "maxRetries=-1, maxRetries=-1 is negative",
        "retryOn=often, IDEMPOTENT",
    })
    void refusesInvalidRetryOptions(String option, String message) {
        assertThatThrownBy(() -> calls.context().getEndpoint(echo("&" + option)))
                .hasStackTraceContaining(message)
                .hasStackTraceContaining(option.substring(0, option.indexOf('=')));
    }

    @Test
    @Tag("F03")
    void waitsForRetryAfterWithoutAThread() throws Exception {
        service.failNext(1, busy().withHeader("Retry-After", "1"));
        AsyncProducer producer = calls.producer(echo(""));
        Exchange exchange = calls.exchange("{}");

        CompletableFuture<Exchange> answered = producer.processAsync(exchange);

        assertThat(answered).isNotDone();
        assertPredicted(answered.get(60, TimeUnit.SECONDS));
        List<RecordedRequest> sent = requests(2);
        assertThat(Duration.between(sent.get(0).arrival(), sent.get(1).arrival()))
                .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(sent.get(1).header("X-Sdk-Date")).isGreaterThan(sent.get(0).header("X-Sdk-Date"));
    }

    @Test
    @Tag("F11")
    void signsEachAttempt() throws Exception {
        service.failNext(2, busy().withHeader("Retry-After", "1"));

        assertPredicted(calls.send(echo(""), "{}"));

        assertThat(requests(3)).extracting(sent -> sent.header("X-Sdk-Date")).doesNotHaveDuplicates();
        assertThat(local.requests())
                .extracting(sent -> sent.header("Authorization"))
                .doesNotHaveDuplicates();
    }

    /** The calls wait for a permit of the host, or for the first success of their key. */
    @ParameterizedTest
    @Tag("R3")
    @CsvSource({"1, APP_SIGNATURE", "200, AK_SK"})
    void signsAfterTheWait(int maxConnections, String authType) throws Exception {
        HeldModel model = new HeldModel();
        Service held = local.addService("held-" + authType, model).backendTimeout(Duration.ZERO);
        CompletableFuture<List<Exchange>> called = calls.startInParallel(
                predict(authType, local.address(held.name())) + "&maxConnections=" + maxConnections, 3);
        await().until(() -> held.inFlight() > 0);

        calls.clock().forward(Duration.ofSeconds(3));
        model.release();

        assertThat(called.get(60, TimeUnit.SECONDS)).hasSize(3).allSatisfy(RouteTest::assertPredicted);
        List<RecordedRequest> sent = requests(3);
        Instant lastSigned = SDK_DATE.parse(sent.get(2).header("X-Sdk-Date"), Instant::from);
        // the last call waited for the first one, for 3 s of its clock; dates have a resolution of one second
        assertThat(Duration.between(sent.get(0).arrival(), lastSigned)).isGreaterThan(Duration.ofSeconds(1));
    }

    @Test
    @Tag("F14")
    void signsEachRedeliveryAndLeavesNoCredentialsOnTheExchange() throws Exception {
        service.failNext(3, Failure.error(500, "X.1", "words"));
        calls.context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                onException(ModelArtsOperationFailedException.class)
                        .maximumRedeliveries(3)
                        .redeliveryDelay(0)
                        // dates have a resolution of one second
                        .onRedelivery(again -> calls.clock().forward(Duration.ofMillis(1100)));
                from("direct:redelivering").to(echo(""));
            }
        });

        Exchange exchange = calls.call("direct:redelivering", "{}");

        assertPredicted(exchange);
        assertThat(requests(4)).extracting(sent -> sent.header("Authorization")).doesNotHaveDuplicates();
        assertThat(exchange.getMessage().getHeaders()).doesNotContainKeys("Authorization", "X-Sdk-Date");
    }

    @ParameterizedTest
    @Tag("F09")
    @Tag("R2")
    @CsvSource({"429, APIG.0308, 100", "503, APIG.0201, 36"})
    void limitsTheRetriesToAServiceThatIsDown(int status, String code, int most) throws Exception {
        int many = 2_000;
        service.failWith(Failure.error(status, code, "down"));
        AsyncProducer producer = calls.producer(predict("APP_CODE", local.address("echo")));

        List<Exchange> failed = calls.sendInParallel(producer, many);

        assertThat(failed)
                .allSatisfy(exchange ->
                        assertThat(exchange.getException()).isInstanceOf(ModelArtsOperationFailedException.class));
        int sent = failed.stream()
                .mapToInt(exchange -> ((ModelArtsFailure) exchange.getException()).getAttempts())
                .sum();
        assertThat(sent - many).isBetween(1, most);

        service.clear();
        Exchange next = calls.exchange("{}");
        producer.process(next);
        assertPredicted(next);
        producer.stop();
    }

    @Test
    @Tag("F32")
    void retriesARefusedConnection() throws Exception {
        try (RefusingPort port = new RefusingPort()) {
            Exchange exchange = calls.send(
                    "modelarts:predict?authType=NONE&address=http://127.0.0.1:" + port.number() + "/v1", "{}");

            ModelArtsConnectionException failure = (ModelArtsConnectionException) exchange.getException();
            assertThat(failure.getAttempts()).isEqualTo(3);
            assertThat(failure.mayHaveExecuted()).isFalse();
        }
    }

    @Test
    @Tag("F44")
    void doesNotRetryABodyThatCanBeReadOnceAndExplainsIt() throws Exception {
        service.failNext(1, busy());
        byte[] body = new byte[100_000];
        try (Routes own = Routes.knowing(local)) {
            own.context().setStreamCaching(false);

            ModelArtsOperationFailedException failure =
                    refused(own.send(echo("&bodyType=RAW"), new ByteArrayInputStream(body)));

            assertThat(failure.getHint()).contains("body can be read only once", "stream caching");
            assertThat(failure.getMessage()).contains("stream caching");
            requests(1);
        }
        service.clear();
        service.failNext(1, Failure.cutBeforeAnswer());
        try (Routes own = Routes.knowing(local)) {
            own.context().setStreamCaching(false);

            Exchange broken = own.send(echo("&retryOn=IDEMPOTENT&bodyType=RAW"), new ByteArrayInputStream(body));

            assertThat(broken.getException())
                    .isInstanceOf(ModelArtsConnectionException.class)
                    .hasMessageContaining("stream caching");
        }
    }

    @Test
    @Tag("F44")
    void retriesACachedStreamCompletely() throws Exception {
        service.failNext(2, busy());
        byte[] body = new byte[100_000];

        assertPredicted(calls.send(
                echo("&bodyType=RAW"),
                new ByteArrayInputStream(body),
                Map.of(Exchange.CONTENT_TYPE, "application/octet-stream")));

        assertThat(requests(3)).allSatisfy(sent -> assertThat(sent.bodyLength()).isEqualTo(body.length));
    }

    @Test
    void doesNotRetryIfTheTimeIsTooShort() throws Exception {
        service.failNext(1, busy().withHeader("Retry-After", "15"));

        ModelArtsOperationFailedException failure = refused(calls.send(echo("&totalTimeout=10s"), "{}"));

        assertThat(failure.getAttempts()).isEqualTo(1);
        assertThat(failure.getRetryAfter()).isEqualTo(Duration.ofSeconds(15));
    }

    @Test
    @Tag("F38")
    @Tag("F48")
    void doesNotRetryAfterAStop() throws Exception {
        service.failWith(busy().withHeader("Retry-After", "20"));
        AsyncProducer producer = calls.producer(echo(""));
        Exchange exchange = calls.exchange("{}");
        CompletableFuture<Exchange> pausing = producer.processAsync(exchange);
        assertThat(local.awaitRequests(1)).hasSize(1);

        producer.stop();

        assertThat(pausing.get(60, TimeUnit.SECONDS).getException()).hasMessageContaining("stopped");
        requests(1);
    }

    private static ModelArtsOperationFailedException refused(Exchange exchange) {
        assertThat(exchange.getException()).isInstanceOf(ModelArtsOperationFailedException.class);
        return (ModelArtsOperationFailedException) exchange.getException();
    }
}
