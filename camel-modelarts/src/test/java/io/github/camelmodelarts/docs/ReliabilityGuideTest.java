package io.github.camelmodelarts.docs;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.support.processor.idempotent.FileIdempotentRepository;
import org.apache.camel.util.ObjectHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.ModelArtsFailure;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.api.Failure;
import io.github.camelmodelarts.local.gateway.RecordedRequest;
import io.github.camelmodelarts.local.gateway.Service;
import io.github.camelmodelarts.support.ContextTest;
import io.github.camelmodelarts.support.Guide;
import io.github.camelmodelarts.support.Routes;

import static io.github.camelmodelarts.support.RouteTest.assertPredicted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The recipes of docs/reliability.md: its Java is what stands between the marks in this class, its YAML is run from there. */
class ReliabilityGuideTest extends ContextTest {

    private static final Guide GUIDE = new Guide("reliability.md");
    private static final Path THIS =
            Path.of("src", "test", "java", "io", "github", "camelmodelarts", "docs", "ReliabilityGuideTest.java");
    private static final Pattern RECIPE =
            Pattern.compile("(?s)\n *// recipe: ([^\n]+)\n(.*?)\n *// end of recipe(?=\n)");

    @TempDir
    private Path folder;

    private final ModelArtsLocal local = ModelArtsLocal.start();
    private final Service service = local.addService("echo", new EchoModel());

    /** The recipes in surroundings of their own. */
    @Override
    protected Routes openRoutes() throws Exception {
        Routes fresh = Routes.anonymous();
        fresh.component().getConfiguration().setAppCode(local.credentials().appCode());
        Properties properties = new Properties();
        properties.putAll(Map.of(
                "service.address", local.address("echo"),
                "pause", "50",
                "longest.pause", "200",
                "poll", "100",
                "inbox", folder.resolve("inbox").toString(),
                "outbox", folder.resolve("outbox").toString(),
                "failed", folder.resolve("failed").toString(),
                "done.keys", folder.resolve("done.keys").toString()));
        fresh.context().getPropertiesComponent().setInitialProperties(properties);
        return fresh;
    }

    @Override
    protected void cleanupResources() {
        local.close();
    }

    private List<RecordedRequest> requests(int count) {
        List<RecordedRequest> requests = local.awaitRequests(count);
        assertThat(requests).hasSize(count);
        return requests;
    }

    private static Failure busy() {
        return Failure.error(503, "APIG.0201", "Backend unavailable.");
    }

    private static Failure bad() {
        return Failure.error(400, "MR.0105", "Recognition failed.");
    }

    // ---- the recipes

    private static RoutesBuilder waitingLonger() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                // recipe: waiting longer
                onException(Exception.class)
                        .onWhen(exchange -> {
                            ModelArtsFailure failure = exchange.getException(ModelArtsFailure.class);
                            return failure != null && failure.isRetryable() && !failure.mayHaveExecuted();
                        })
                        .maximumRedeliveries(5)
                        .redeliveryDelay("{{pause}}")
                        .useExponentialBackOff()
                        .backOffMultiplier(2)
                        .maximumRedeliveryDelay("{{longest.pause}}")
                        .asyncDelayedRedelivery();
                // without this, any other failure after a redelivery would follow the policy above
                onException(Exception.class).maximumRedeliveries(0);

                from("direct:predict").to("modelarts:predict?address={{service.address}}");
                // end of recipe
            }
        };
    }

    private static RoutesBuilder waitingAsLongAsTheServiceAsks() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                // recipe: as long as the service asks
                onException(ModelArtsOperationFailedException.class)
                        .onWhen(exchange -> exchange.getProperty(ModelArtsConstants.RETRY_AFTER_PROPERTY) != null
                                && exchange.getException(ModelArtsFailure.class).isRetryable())
                        .onExceptionOccurred(exchange -> exchange.getMessage()
                                .setHeader(
                                        Exchange.REDELIVERY_DELAY,
                                        exchange.getProperty(ModelArtsConstants.RETRY_AFTER_PROPERTY)))
                        .maximumRedeliveries(5)
                        .asyncDelayedRedelivery();
                // without this, any other failure after a redelivery would follow the policy above
                onException(Exception.class).maximumRedeliveries(0);

                from("direct:predict").to("modelarts:predict?address={{service.address}}&maxRetries=0");
                // end of recipe
            }
        };
    }

    private static RoutesBuilder eachFileOnce() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                // recipe: each file once
                File keys = new File(getContext().resolvePropertyPlaceholders("{{done.keys}}"));
                from("file:{{inbox}}?delay={{poll}}&readLock=changed&readLockMinAge=1s&readLockMinLength=0")
                        .idempotentConsumer(simple("${file:name} ${file:size} ${file:modified}"))
                        .idempotentRepository(FileIdempotentRepository.fileIdempotentRepository(keys, 100_000))
                        .eager(false)
                        .to("modelarts:predict?address={{service.address}}")
                        .to("file:{{outbox}}?fileName=${file:name}.json");
                // end of recipe
            }
        };
    }

    private static RoutesBuilder throttling() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                // recipe: no more than the service takes
                from("file:{{inbox}}?delay={{poll}}&readLock=changed&readLockMinAge=1s&readLockMinLength=0")
                        .throttle(8)
                        .timePeriodMillis(1000)
                        .to("modelarts:predict?address={{service.address}}&maxConnections=4")
                        .to("file:{{outbox}}?fileName=${file:name}.json");
                // end of recipe
            }
        };
    }

    private static RoutesBuilder circuitBreaker() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                // recipe: circuit breaker
                CircuitBreakerConfig config = CircuitBreakerConfig.custom()
                        .slidingWindowSize(10)
                        .minimumNumberOfCalls(5)
                        .waitDurationInOpenState(Duration.ofSeconds(30))
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .ignoreException(thrown -> {
                            ModelArtsFailure failure = ObjectHelper.getException(ModelArtsFailure.class, thrown);
                            return failure != null && !failure.isRetryable();
                        })
                        .build();
                getContext().getRegistry().bind("service", CircuitBreaker.of("service", config));

                from("direct:predict")
                        .circuitBreaker()
                        .resilience4jConfiguration()
                        .circuitBreaker("service")
                        .throwExceptionWhenHalfOpenOrOpenState(true)
                        .end()
                        .to("modelarts:predict?address={{service.address}}")
                        .end();
                // end of recipe
            }
        };
    }

    private static RoutesBuilder deadLetters() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                // recipe: dead letters
                errorHandler(deadLetterChannel("direct:dead-letters")
                        .deadLetterHandleNewException(false)
                        .useOriginalMessage()
                        .onPrepareFailure(exchange -> {
                            Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
                            exchange.getMessage().setHeader("Reason", failure.getMessage());
                            if (failure instanceof ModelArtsFailure known) {
                                exchange.getMessage().setHeader("Hint", known.getHint());
                            }
                            if (failure instanceof ModelArtsOperationFailedException refused) {
                                exchange.getMessage().setHeader("CamelModelArtsErrorCode", refused.getErrorCode());
                                exchange.getMessage().setHeader("CamelModelArtsRequestId", refused.getRequestId());
                            }
                        }));

                from("file:{{inbox}}?delay={{poll}}&readLock=changed&readLockMinAge=1s&readLockMinLength=0")
                        .to("modelarts:predict?address={{service.address}}")
                        .to("file:{{outbox}}?fileName=${file:name}.json");

                from("direct:dead-letters")
                        .routeId("dead-letters")
                        .errorHandler(noErrorHandler())
                        .to("file:{{failed}}")
                        .setBody(simple("${header.Reason}"))
                        .to("file:{{failed}}?fileName=${file:name}.reason.txt");
                // end of recipe
            }
        };
    }

    // ---- the guide

    @Test
    void showsTheRoutesOfTheseTestsAndNoOther() throws Exception {
        List<String> tested = RECIPE.matcher(Files.readString(THIS, StandardCharsets.UTF_8))
                .results()
                .map(recipe -> recipe.group(2).stripIndent().strip())
                .toList();

        assertThat(tested).hasSize(6);
        assertThat(GUIDE.blocks("java")).map(String::strip).containsExactlyElementsOf(tested);
    }

    private void add(String language) throws Exception {
        if (language.equals("java")) {
            context.addRoutes(waitingLonger());
        } else {
            String yaml = GUIDE.blocks("yaml").get(0);
            PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString("recipe.yaml", yaml));
        }
    }

    // ---- onException

    @ParameterizedTest
    @ValueSource(strings = {"java", "yaml"})
    void waitsLongerAfterWhatTheModelHasNotSeen(String language) throws Exception {
        add(language);
        service.failNext(7, busy());

        Exchange exchange = routes.call("direct:predict", "{}");

        assertPredicted(exchange);
        requests(8);
        assertThat(exchange.getMessage().getHeader(Exchange.REDELIVERY_COUNTER)).isEqualTo(2);
        assertThat(exchange.getMessage().getHeader(ModelArtsConstants.ATTEMPTS)).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"java, 400, MR.0105", "java, 500, ModelArts.4302", "yaml, 400, MR.0105", "yaml, 500, ModelArts.4302"})
    void repeatsNothingElse(String language, int status, String code) throws Exception {
        add(language);
        service.failWith(Failure.error(status, code, "words"));

        Exchange exchange = routes.call("direct:predict", "{}");

        assertThat(exchange.getException()).isInstanceOf(ModelArtsOperationFailedException.class);
        requests(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"java", "yaml"})
    void repeatsNothingElseAfterARedeliveryEither(String language) throws Exception {
        add(language);
        service.failNext(3, busy());
        service.failWith(Failure.error(500, "ModelArts.4302", "words"));

        assertThat(routes.call("direct:predict", "{}").getException())
                .isInstanceOf(ModelArtsOperationFailedException.class);

        requests(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"java", "yaml"})
    void sendsEighteenTimesWithFiveRedeliveriesOfThreeAttempts(String language) throws Exception {
        add(language);
        service.failWith(busy());

        Exchange exchange = routes.call("direct:predict", "{}");

        assertThat(exchange.getException(ModelArtsFailure.class).getAttempts()).isEqualTo(3);
        requests(18);
    }

    private static RoutesBuilder errorsPage() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                // errors page:
                onException(Exception.class)
                        .onWhen(e -> e.getException() instanceof ModelArtsFailure f
                                && f.isRetryable()
                                && !f.mayHaveExecuted())
                        .maximumRedeliveries(3)
                        .redeliveryDelay(2000)
                        .useExponentialBackOff();
                onException(Exception.class)
                        .maximumRedeliveries(0)
                        .handled(true)
                        .log("${exception.message}")
                        .to("file:{{failed}}");
                // end of errors page
                from("file:{{inbox}}?delay={{poll}}").to("modelarts:predict?address={{service.address}}");
            }
        };
    }

    @Test
    void errorsPageShowsTheRouteThatIsTested() throws Exception {
        String source = Files.readString(THIS, StandardCharsets.UTF_8);
        String tested =
                source.substring(source.indexOf("// errors page:\n") + 16, source.indexOf("// end of errors page\n"));

        assertThat(Files.readString(Path.of("..", "docs", "errors.md"), StandardCharsets.UTF_8)
                        .replaceAll("\\s", ""))
                .contains(tested.replace("{{failed}}", "failed").replaceAll("\\s", ""));
    }

    @Test
    void redeliversOrSetsAsideAsTheErrorsPageSays() throws Exception {
        context.addRoutes(errorsPage());
        service.failNext(3, busy());
        service.failNext(1, bad());

        awaitGone(drop("a.json", "{}"));

        requests(4);
        assertThat(names("failed")).containsExactly("a.json");
        awaitGone(drop("b.json", "{}"));
        requests(5);
        assertThat(names("failed")).containsExactly("a.json");
    }

    /** The guide warns of it. */
    @Test
    void camelPrefersTheClosestClassWhateverOnWhenSaysOfAnother() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                onException(Exception.class).onWhen(exchange -> true).maximumRedeliveries(5);
                onException(ModelArtsOperationFailedException.class).handled(true);
                from("direct:predict").to("modelarts:predict?address={{service.address}}&maxRetries=0");
            }
        });
        service.failWith(busy());

        assertThat(routes.call("direct:predict", "{}").getException()).isNull();

        requests(1);
    }

    /** The guide warns of it. If this fails, Camel has mended it, and the recipes can do without their second onException. */
    @Test
    void camelGoesOnByTheFirstPolicyWhereNoneMatchesLater() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                onException(Exception.class)
                        .onWhen(exchange ->
                                exchange.getException(ModelArtsFailure.class).isRetryable())
                        .maximumRedeliveries(3)
                        .redeliveryDelay(0);
                from("direct:predict").to("modelarts:predict?address={{service.address}}&maxRetries=0");
            }
        });
        service.failNext(1, busy());
        service.failWith(bad());

        assertThat(routes.call("direct:predict", "{}").getException()).hasMessageContaining("MR.0105");

        requests(4);
    }

    // ---- Retry-After

    @Test
    void redeliversWhenTheServiceSays() throws Exception {
        context.addRoutes(waitingAsLongAsTheServiceAsks());
        service.failNext(1, Failure.error(429, "APIG.0308", "words").withHeader("Retry-After", "1"));

        assertPredicted(routes.call("direct:predict", "{}"));

        List<RecordedRequest> sent = requests(2);
        assertThat(Duration.between(sent.get(0).arrival(), sent.get(1).arrival()))
                .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(50));
    }

    @Test
    void redeliversNothingWhereTheServiceNamesNoTime() throws Exception {
        context.addRoutes(waitingAsLongAsTheServiceAsks());
        service.failWith(Failure.error(429, "APIG.0308", "words"));

        assertThat(routes.call("direct:predict", "{}").getException())
                .isInstanceOf(ModelArtsOperationFailedException.class);

        requests(1);
    }

    @Test
    void endsWithTheFirstFailureWithoutATime() throws Exception {
        context.addRoutes(waitingAsLongAsTheServiceAsks());
        service.failNext(1, Failure.error(503, "APIG.0201", "words").withHeader("Retry-After", "1"));
        service.failWith(busy());

        assertThat(routes.call("direct:predict", "{}").getException())
                .isInstanceOf(ModelArtsOperationFailedException.class);

        requests(2);
    }

    // ---- files

    private Path drop(String name, String content) throws IOException {
        Path inbox = Files.createDirectories(folder.resolve("inbox"));
        Path written = Files.writeString(folder.resolve(name + ".part"), content);
        Files.setLastModifiedTime(written, FileTime.from(Instant.parse("2020-01-01T10:00:00Z")));
        return Files.move(written, inbox.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private static void awaitGone(Path file) {
        await().until(() -> !Files.exists(file));
    }

    private List<String> names(String directory) throws IOException {
        Path there = folder.resolve(directory);
        if (!Files.exists(there)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(there)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .collect(Collectors.toList());
        }
    }

    @Test
    void predictsAFileThatIsDroppedTwiceOnceAlsoAfterARestart() throws Exception {
        context.addRoutes(eachFileOnce());
        awaitGone(drop("a.json", "{}"));
        awaitGone(drop("a.json", "{}"));
        requests(1);
        context.stop();

        try (Routes restarted = openRoutes()) {
            restarted.context().addRoutes(eachFileOnce());
            awaitGone(drop("a.json", "{}"));
            requests(1);

            awaitGone(drop("a.json", "{\"another\":1}"));
            requests(2);
            assertThat(names("outbox")).containsExactly("a.json.json");
        }
    }

    @Test
    void triesAFileAgainThatFailed() throws Exception {
        context.addRoutes(eachFileOnce());
        service.failNext(2, bad());

        awaitGone(drop("a.json", "{}"));

        requests(3);
        assertThat(names("outbox")).containsExactly("a.json.json");
    }

    @Test
    void staysBelowTheLimitOfTheService() throws Exception {
        int files = 24;
        for (int i = 0; i < files; i++) {
            drop(i + ".json", "{}");
        }

        Instant begin = Instant.now().truncatedTo(ChronoUnit.MILLIS);

        context.addRoutes(throttling());

        await().untilAsserted(() -> assertThat(names("outbox")).hasSize(files));
        List<RecordedRequest> sent = requests(files);
        assertThat(sent).extracting(RecordedRequest::status).containsOnly(200);
        // eight at a time, a second apart; how close together they arrive is up to the machine, not how early the last
        // ones do
        assertThat(Duration.between(begin, sent.get(8).arrival())).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(Duration.between(begin, sent.get(16).arrival())).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
        assertThat(service.peakInFlight()).isLessThanOrEqualTo(8);
    }

    @Test
    void setsAFileAsideWithTheReason() throws Exception {
        context.addRoutes(deadLetters());
        service.failWith(bad());

        awaitGone(drop("a.json", "{\"a\":1}"));

        await().untilAsserted(() -> assertThat(names("failed")).containsExactly("a.json", "a.json.reason.txt"));
        assertThat(folder.resolve("failed/a.json")).hasContent("{\"a\":1}");
        assertThat(folder.resolve("failed/a.json.reason.txt"))
                .content()
                .contains("400", "MR.0105", "Recognition failed.", "check the input, inputName and bodyType");
        assertThat(names("outbox")).isEmpty();
    }

    @Test
    void tellsTheDeadLetterWhatWentWrong() throws Exception {
        context.addRoutes(deadLetters());
        AdviceWith.adviceWith(
                context, "dead-letters", route -> route.weaveAddFirst().to("mock:dead-letters"));
        MockEndpoint letters = getMockEndpoint("mock:dead-letters");
        letters.expectedHeaderReceived(ModelArtsConstants.ERROR_CODE, "MR.0105");
        service.failWith(bad());

        drop("a.json", "{}");

        letters.assertIsSatisfied();
        assertThat(letters.getExchanges().get(0).getMessage().getHeader("Hint", String.class))
                .contains("check the input, inputName and bodyType");
        assertThat(letters.getExchanges().get(0).getMessage().getHeader(ModelArtsConstants.REQUEST_ID))
                .isNotNull();
    }

    @Test
    void keepsAFileWhoseReasonCanNotBeWritten() throws Exception {
        Files.writeString(folder.resolve("failed"), "not a directory");
        context.addRoutes(deadLetters());
        service.failWith(bad());

        Path file = drop("a.json", "{}");

        local.awaitRequests(2);
        assertThat(file).exists();
    }

    // ---- the circuit breaker

    private CircuitBreaker breaker() {
        return context.getRegistry().lookupByNameAndType("service", CircuitBreaker.class);
    }

    @Test
    void leavesAServiceAloneThatIsDownAndFindsOutWithOneCall() throws Exception {
        context.addRoutes(circuitBreaker());
        service.failWith(busy());
        for (int i = 0; i < 5; i++) {
            assertThat(routes.call("direct:predict", "{}").getException(ModelArtsFailure.class))
                    .isInstanceOf(ModelArtsOperationFailedException.class);
        }
        int sent = requests(15).size();

        Exchange refused = routes.call("direct:predict", "{}");

        assertThat(refused.getException()).isInstanceOf(CallNotPermittedException.class);
        assertThat(local.requests()).hasSize(sent);

        service.clear();
        breaker().transitionToHalfOpenState();
        assertPredicted(routes.call("direct:predict", "{}"));
        assertThat(breaker().getState()).isEqualTo(CircuitBreaker.State.CLOSED);
    }

    @Test
    void countsNoFailureThatIsTheExchangesOwn() throws Exception {
        context.addRoutes(circuitBreaker());
        service.failWith(bad());
        for (int i = 0; i < 10; i++) {
            assertThat(routes.call("direct:predict", "{}").getException(ModelArtsFailure.class))
                    .isInstanceOf(ModelArtsOperationFailedException.class);
            assertThat(routes.call("direct:predict", Map.of("a", new Object())).getException(ModelArtsFailure.class))
                    .isInstanceOf(ModelArtsRequestException.class);
        }

        assertThat(breaker().getState()).isEqualTo(CircuitBreaker.State.CLOSED);
        assertThat(breaker().getMetrics().getNumberOfBufferedCalls()).isZero();
        service.clear();
        assertPredicted(routes.call("direct:predict", "{}"));
    }

    /** The guide warns of both. If this fails, Camel has mended it, and the recipe can be simpler. */
    @Test
    void camelsOwnBreakerOptionsLetARouteGoOnWithTheRequestAsTheAnswer() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:ignoring")
                        .circuitBreaker()
                        .resilience4jConfiguration()
                        .minimumNumberOfCalls(1)
                        .ignoreException(ModelArtsOperationFailedException.class)
                        .end()
                        .to("modelarts:predict?address={{service.address}}")
                        .end();
                from("direct:open")
                        .circuitBreaker()
                        .resilience4jConfiguration()
                        .minimumNumberOfCalls(1)
                        .end()
                        .to("modelarts:predict?address={{service.address}}")
                        .end();
            }
        });
        service.failWith(bad());
        routes.call("direct:open", "first");

        for (String from : List.of("direct:ignoring", "direct:open")) {
            Exchange exchange = routes.call(from, "request");

            assertThat(exchange.getException()).as(from).isNull();
            assertThat(exchange.getMessage().getBody()).as(from).isEqualTo("request");
        }
    }
}
