package io.github.camelmodelarts.exchange;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import org.apache.camel.Exchange;
import org.apache.camel.StreamCache;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.ModelArtsSession;
import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ModelArtsStreamException;
import io.github.camelmodelarts.local.api.AnswerStream;
import io.github.camelmodelarts.local.api.ModelAnswer;
import io.github.camelmodelarts.options.ModelArtsConfiguration;
import io.github.camelmodelarts.support.StreamingTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What steps of a route can do with a streamed response, and what a step is told that reads it twice. */
class StreamedBodiesTest extends StreamingTest {

    private static final ModelAnswer EVENTS =
            ModelAnswer.events(AnswerStream.events("one", "two", "three").done());
    private static final ModelAnswer TEXT = ModelAnswer.stream(
            200, "text/plain;charset=UTF-8", AnswerStream.empty().text("a text"));

    private final List<Object> seen = new CopyOnWriteArrayList<>();

    @BeforeEach
    void forget() {
        seen.clear();
    }

    @Test
    void isReadOnceByAnyStep() throws Exception {
        Exchange exchange = run(
                TEXT,
                "",
                route -> route.process(step -> {})
                        .process(step -> assertThat(step.getMessage().getBody()).isInstanceOf(StreamCache.class))
                        .convertBodyTo(String.class));

        assertThat(exchange.getMessage().getBody()).isEqualTo("a text");
        assertThat(end(exchange)).isEqualTo("COMPLETE");
        assertThat(exchange.getProperty(ModelArtsConstants.STREAM_EVENTS_PROPERTY))
                .isNull();
    }

    @Test
    void refusesASecondReading() throws Exception {
        Exchange exchange = run(
                TEXT,
                "",
                route -> route.setProperty("text")
                        .body(String.class)
                        .process(step ->
                                step.getMessage().getBody(InputStream.class).readAllBytes()));

        assertThat(broken(exchange)).hasMessageContaining("was read already").hasMessageContaining("streaming=false");
    }

    @Test
    void doesNotReadEventsThatAreLogged() throws Exception {
        Exchange exchange = run(
                EVENTS,
                "",
                route -> route.setProperty("text")
                        .simple("${body}", String.class)
                        .process(step -> seen.add(events(step).toString()))
                        .split()
                        .body()
                        .streaming()
                        .process(part -> seen.add(part.getMessage().getBody(String.class)))
                        .end()
                        .process(step -> seen.add(events(step).toString())));

        assertThat(exchange.getException()).isNull();
        assertThat(seen)
                .containsExactly(
                        "ServerSentEvents[0 read, open]", "one", "two", "three", "ServerSentEvents[3 read, COMPLETE]");
    }

    @Test
    void refusesTheCopyOfAParallelMulticast() throws Exception {
        Exchange exchange = run(
                TEXT,
                "",
                route -> route.multicast()
                        .parallelProcessing()
                        .to("mock:a", "mock:b")
                        .end());

        assertThat(exchange.getException()).hasStackTraceContaining("was read already");
    }

    @Test
    void refusesTheSecondReaderOfAMulticast() throws Exception {
        routes.context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("direct:reader")
                        .convertBodyTo(String.class)
                        .process(step -> seen.add(step.getMessage().getBody()));
            }
        });
        Exchange exchange = run(
                TEXT,
                "",
                route -> route.multicast()
                        .stopOnException()
                        .to("direct:reader", "direct:reader")
                        .end());

        assertThat(seen).containsExactly("a text");
        assertThat(exchange.getException()).hasStackTraceContaining("was read already");
    }

    @Test
    void failsAWireTapOfALiveStream() throws Exception {
        Exchange exchange = run(TEXT, "", route -> route.wireTap("mock:tap").convertBodyTo(String.class));

        assertThat(exchange.getException()).hasStackTraceContaining("was read already");
    }

    @Test
    void closesTheEventsThatAWireTapWouldRead() throws Exception {
        CompletableFuture<Object> tapped = new CompletableFuture<>();
        CompletableFuture<Void> done = new CompletableFuture<>();
        routes.context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:tap").process(tap -> {
                    done.get(30, TimeUnit.SECONDS);
                    try {
                        tapped.complete(events(tap).next());
                    } catch (RuntimeException e) {
                        tapped.complete(e.getCause());
                    }
                });
            }
        });
        run(EVENTS, "", route -> route.wireTap("direct:tap"));
        done.complete(null);

        assertThat(tapped.get(30, TimeUnit.SECONDS))
                .isInstanceOf(ModelArtsStreamException.class)
                .asString()
                .contains("read it in its route");
    }

    /** Otherwise a redelivered step would find nothing, and its exchange would succeed. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void refusesARedeliveryThatReadsAgain(boolean isOfEvents) throws Exception {
        answer = isOfEvents ? EVENTS : TEXT;
        String uri = streaming(service());
        routes.context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(defaultErrorHandler().maximumRedeliveries(1).redeliveryDelay(0));
                from("direct:again").to(uri).process(step -> {
                    seen.add("try");
                    if (isOfEvents) {
                        readAll(step);
                    } else {
                        step.getMessage().getBody(InputStream.class).readAllBytes();
                    }
                    throw new IllegalStateException("a test's");
                });
            }
        });
        Exchange exchange = nothingLeft.watched(routes.call("direct:again", "{}"));

        assertThat(seen).containsExactly("try", "try");
        assertThat(broken(exchange)).hasMessageContaining("was read already");
    }

    @Test
    void refusesTheRedeliveryOfASplit() throws Exception {
        answer = EVENTS;
        String uri = streaming(service());
        routes.context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(defaultErrorHandler().maximumRedeliveries(1).redeliveryDelay(0));
                from("direct:again").to(uri).to("direct:split");
                from("direct:split")
                        .errorHandler(noErrorHandler())
                        .split()
                        .body()
                        .streaming()
                        .stopOnException()
                        .process(part -> {
                            seen.add(part.getMessage().getBody(String.class));
                            throw new IllegalStateException("a test's");
                        });
            }
        });
        Exchange exchange = nothingLeft.watched(routes.call("direct:again", "{}"));

        assertThat(seen).containsExactly("one");
        assertThat(broken(exchange)).hasMessageContaining("was read already");
    }

    @Test
    void writesWhatArrives() throws Exception {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        run(
                TEXT,
                "",
                route -> route.process(
                        step -> step.getMessage().getBody(StreamCache.class).writeTo(written)));

        assertThat(written.toString(java.nio.charset.StandardCharsets.UTF_8)).isEqualTo("a text");
    }

    @ParameterizedTest
    @ValueSource(strings = {"listServices", "deleteService?serviceId=x"})
    void refusesStreamingOfManagementOperations(String operation) {
        String separator = operation.contains("?") ? "&" : "?";
        assertThatThrownBy(() -> routes.context()
                        .getEndpoint("modelarts:" + operation + separator
                                + "streaming=true&region=cn-north-4&projectId=p&authType=AK_SK"))
                .hasStackTraceContaining("streaming=true is not allowed for");
    }

    @Test
    void isReadInsideACircuitBreaker() throws Exception {
        answer = TEXT;
        String uri = streaming(service());
        routes.context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:inside")
                        .circuitBreaker()
                        .to(uri)
                        .convertBodyTo(String.class)
                        .end();
                from("direct:behind").circuitBreaker().to(uri).end().convertBodyTo(String.class);
            }
        });

        assertThat(routes.call("direct:inside", "{}").getMessage().getBody()).isEqualTo("a text");
        assertThat(routes.call("direct:behind", "{}").getException()).hasStackTraceContaining("read it in its route");
    }

    @Test
    void refusesASessionThatStreams() {
        ModelArtsConfiguration options = new ModelArtsConfiguration();
        options.setStreaming(true);

        assertThatThrownBy(() -> ModelArtsSession.open(options)).hasMessageContaining("setStreaming(true)");
    }

    @Test
    void refusesToSendEventsAsABody() throws Exception {
        String uri = streaming(service());
        Exchange exchange = run(EVENTS, "", route -> route.to(uri));

        assertThat(exchange.getException()).isInstanceOf(ModelArtsRequestException.class);
        assertThat(exchange.getException()).hasMessageContaining("ServerSentEvents");
    }
}
