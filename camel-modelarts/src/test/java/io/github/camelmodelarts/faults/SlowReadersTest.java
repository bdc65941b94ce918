package io.github.camelmodelarts.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

import io.github.camelmodelarts.api.ServerSentEvents;
import io.github.camelmodelarts.local.api.AnswerStream;
import io.github.camelmodelarts.local.api.ModelAnswer;
import io.github.camelmodelarts.local.gateway.RecordedStream;
import io.github.camelmodelarts.local.gateway.Service;
import io.github.camelmodelarts.support.FaultTest;
import io.github.camelmodelarts.support.StreamingTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** A reader that stops for a while delays only its own stream, and finds all events later. */
class SlowReadersTest extends StreamingTest {

    /** More than all buffers on the way: the service has to wait until the reader reads. */
    private static final int EVENTS = 8_000;

    private static final String FILL = "x".repeat(1_000);

    private final Semaphore stopped = new Semaphore(0);
    private final Semaphore mayContinue = new Semaphore(0);
    private int calls;

    /** A service that sends numbered events as fast as it can. */
    private Service fast() {
        answer = ModelAnswer.events(AnswerStream.events(
                () -> IntStream.range(0, EVENTS).mapToObj(i -> i + " " + FILL).iterator()));
        return service();
    }

    private String overTls(Service service, String options) {
        return "modelarts:predict?authType=APP_CODE&streaming=true&sslContextParameters=#trust&address=RAW("
                + local.tlsAddress(service.name()) + ")" + options;
    }

    /** Starts a call in a route that continues with this step. */
    private CompletableFuture<Exchange> start(String uri, Processor step) throws Exception {
        calls++;
        String from = "direct:call-" + calls;
        routes.context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from(from).to(uri).process(step);
            }
        });
        return routes.template().asyncSend(from, routes.exchange("{}"));
    }

    /** Reads an event, stops until the test releases a permit, and reads more than was on the way meanwhile. */
    private void readSlowly(Exchange exchange) throws InterruptedException {
        read(1, exchange);
        stopped.release();
        assertThat(mayContinue.tryAcquire(FaultTest.SOON.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        read(1_000, exchange);
    }

    /** Reads events, each of which must have the next number. */
    private static void read(int count, Exchange exchange) {
        ServerSentEvents events = events(exchange);
        for (int i = 0; i < count; i++) {
            long next = events.count();
            assertThat(events.next().data()).isEqualTo(next + " " + FILL);
        }
    }

    private void awaitStopped(int readers) throws InterruptedException {
        assertThat(stopped.tryAcquire(readers, FaultTest.SOON.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
    }

    private void assertRead(CompletableFuture<Exchange> call) throws Exception {
        Exchange exchange = nothingLeft.watched(call.get(FaultTest.SOON.toSeconds(), TimeUnit.SECONDS));
        assertThat(exchange.getException()).isNull();
    }

    @Test
    void doesNotCountTheTimeOfAReaderThatStops() throws Exception {
        String timeouts = "&responseTimeout=1s&totalTimeout=2s";
        List<CompletableFuture<Exchange>> paused = new ArrayList<>();
        for (String uri : List.of(
                streaming(fast()) + timeouts, overTls(fast(), timeouts), overTls(fast(), timeouts + "&http2=true"))) {
            paused.add(start(uri, this::readSlowly));
        }
        awaitStopped(3);

        // for longer than both timeouts nothing happens on these connections
        CompletableFuture<?> any = CompletableFuture.anyOf(paused.toArray(CompletableFuture[]::new));
        assertThatThrownBy(() -> any.get(2_500, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        mayContinue.release(3);

        for (CompletableFuture<Exchange> call : paused) {
            assertRead(call);
        }
    }

    @Test
    void doesNotStopOtherCallsOnItsHttp2Connection() throws Exception {
        Service fast = fast();
        String uri = overTls(fast, "&http2=true");
        List<CompletableFuture<Exchange>> paused = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            paused.add(start(uri, this::readSlowly));
            awaitStopped(1);
        }

        for (int i = 0; i < 3; i++) {
            assertRead(start(uri, step -> read(EVENTS, step)));
        }
        assertThat(paused).noneMatch(CompletableFuture::isDone);
        assertThat(fast.streams().recorded().stream().map(RecordedStream::remotePort))
                .as("all on one connection")
                .containsOnly(fast.streams().recorded().get(0).remotePort());
        mayContinue.release(3);

        for (CompletableFuture<Exchange> call : paused) {
            assertRead(call);
        }
        await().atMost(FaultTest.SOON).until(() -> fast.streams().open() == 0);
    }
}
