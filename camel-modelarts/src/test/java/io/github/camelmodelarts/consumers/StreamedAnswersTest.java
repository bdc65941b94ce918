package io.github.camelmodelarts.consumers;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.test.AvailablePortFinder;
import org.junit.jupiter.api.Test;

import io.github.camelmodelarts.api.AuthType;
import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.options.ModelArtsConfiguration;
import io.github.camelmodelarts.support.FaultTest;
import io.github.camelmodelarts.support.ScriptedServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Streamed responses of a service behind Camel's HTTP consumers: what the client receives, and what the service notices when the client leaves. */
abstract class StreamedAnswersTest extends FaultTest {

    static final String EVENTS = head("text/event-stream;charset=UTF-8");
    static final String LAST_CHUNK = "0\r\n\r\n";

    private final int port = AvailablePortFinder.getNextAvailable();
    private final Semaphore received = new Semaphore(0);
    private final BlockingQueue<Exchange> done = new LinkedBlockingQueue<>();

    /** Starts what the consumer needs, before its routes. */
    protected void prepare(CamelContext context, int port) throws Exception {}

    /** Adds the route that docs/streaming.md shows for this consumer. */
    protected abstract void recipe(RouteBuilder routes);

    /** Tells whether the server ends a response properly although its stream broke. */
    protected abstract boolean completesBrokenResponses();

    static String head(String contentType) {
        return "HTTP/1.1 200 OK\r\nContent-Type: " + contentType + "\r\nTransfer-Encoding: chunked\r\n\r\n";
    }

    static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }

    static String event(String data) {
        return chunk("data: " + data + "\n\n");
    }

    /** Starts a route from the consumer to the service, and sends the request of a browser's {@code EventSource}. */
    private Browser open(ScriptedServer server) throws Exception {
        open(server, this::recipe);
        return get();
    }

    /** Starts routes that can use the placeholders of the recipes. */
    protected void open(ScriptedServer server, Consumer<RouteBuilder> recipe) throws Exception {
        ModelArtsConfiguration options = nothingLeft.routes().component().getConfiguration();
        options.setAuthType(AuthType.APP_CODE);
        options.setMaxConnections(1);
        CamelContext context = nothingLeft.routes().context();
        context.getPropertiesComponent().addInitialProperty("port", Integer.toString(port));
        context.getPropertiesComponent().addInitialProperty("service.address", server.address());
        prepare(context, port);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                onCompletion().process(exchange -> done.add(exchange.copy()));
                recipe.accept(this);
            }
        });
    }

    protected Browser get() throws IOException {
        return Browser.get(port, "/words?prompt=hello");
    }

    /** Waits until the client has received what was sent last. */
    private void awaitReceived() throws IOException {
        try {
            assertThat(received.tryAcquire(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private Exchange done() throws InterruptedException {
        Exchange exchange = done.poll(SOON.toSeconds(), TimeUnit.SECONDS);
        assertThat(exchange).as("the exchange, when it is done").isNotNull();
        return exchange;
    }

    private String end() throws InterruptedException {
        return done().getProperty(ModelArtsConstants.STREAM_END_PROPERTY, String.class);
    }

    @Test
    void passesEachEventOnBeforeTheServiceSendsTheNext() throws Exception {
        try (ScriptedServer server = ScriptedServer.afterRequest(connection -> {
                    connection.send(EVENTS + event("one"));
                    awaitReceived();
                    connection.send(event("two"));
                    awaitReceived();
                    connection.send(LAST_CHUNK);
                });
                Browser browser = open(server)) {
            assertThat(browser.status()).isEqualTo(200);
            assertThat(browser.header("Content-Type")).startsWithIgnoringCase("text/event-stream");
            assertThat(browser.header("Content-Encoding")).isNull();
            assertThat(browser.header("Cookie")).isNull();
            assertThat(browser.chunk()).isEqualTo("data: one\n\n");
            received.release();
            assertThat(browser.chunk()).isEqualTo("data: two\n\n");
            received.release();
            assertThat(browser.chunk()).as("the end").isEmpty();
            assertThat(end()).isEqualTo("COMPLETE");
        }
    }

    @Test
    void endsTheCallSoonAfterTheClientHasLeft() throws Exception {
        CompletableFuture<Long> ended = new CompletableFuture<>();
        try (ScriptedServer server = ScriptedServer.playing(
                connection -> {
                    connection.request();
                    connection.send(EVENTS);
                    // an event each 20 ms or more
                    connection.drip(event("again"), Duration.ofMillis(1));
                    ended.complete(System.nanoTime());
                },
                connection -> {
                    connection.request();
                    connection.send(EVENTS + event("next") + LAST_CHUNK);
                })) {
            long left;
            try (Browser browser = open(server)) {
                assertThat(browser.chunk()).isEqualTo("data: again\n\n");
                assertThat(browser.chunk()).isEqualTo("data: again\n\n");
                left = System.nanoTime();
            }

            long delay = ended.get(SOON.toSeconds(), TimeUnit.SECONDS) - left;
            System.out.println(getClass().getSimpleName() + ": the service saw the end "
                    + TimeUnit.NANOSECONDS.toMillis(delay) + " ms after the client had left");
            assertHungUp(server);
            assertThat(end()).isEqualTo("CLOSED");
            // its permit is free: the host has only one
            try (Browser next = get()) {
                assertThat(next.chunk()).isEqualTo("data: next\n\n");
                assertThat(next.chunk()).isEmpty();
            }
        }
    }

    @Test
    void passesAnotherResponseOnWhileItArrives() throws Exception {
        try (ScriptedServer server = ScriptedServer.afterRequest(connection -> {
                    connection.send(head("application/json") + chunk("{\"a\":"));
                    awaitReceived();
                    connection.send(chunk("1}") + LAST_CHUNK);
                });
                Browser browser = open(server)) {
            assertThat(browser.header("Content-Type")).isEqualTo("application/json");
            assertThat(browser.chunk()).isEqualTo("{\"a\":");
            received.release();
            assertThat(browser.chunk()).isEqualTo("1}");
            assertThat(browser.chunk()).isEmpty();
            assertThat(end()).isEqualTo("COMPLETE");
        }
    }

    @Test
    void passesTheEventsBeforeABreakOn() throws Exception {
        try (ScriptedServer server = ScriptedServer.afterRequest(connection -> {
                    connection.send(EVENTS + event("one"));
                    awaitReceived();
                    connection.reset();
                });
                Browser browser = open(server)) {
            assertThat(browser.chunk()).isEqualTo("data: one\n\n");
            received.release();
            if (completesBrokenResponses()) {
                assertThat(browser.chunk()).isEmpty();
            } else {
                assertThatThrownBy(browser::chunk).isInstanceOf(IOException.class);
            }
            assertThat(end()).isEqualTo("BROKEN");
        }
    }
}
