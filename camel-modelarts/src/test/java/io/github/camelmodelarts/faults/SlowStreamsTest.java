package io.github.camelmodelarts.faults;

import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.camel.AsyncProducer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.camelmodelarts.api.ModelArtsFailure;
import io.github.camelmodelarts.api.ModelArtsTimeoutException;
import io.github.camelmodelarts.support.CoreFaultTest;
import io.github.camelmodelarts.support.Ends.End;
import io.github.camelmodelarts.support.FaultTest;
import io.github.camelmodelarts.support.RouteTest;
import io.github.camelmodelarts.support.ScriptedServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A stream that can be read once is closed once, on a thread that may block, for each end of its call. It delays no other call. */
class SlowStreamsTest extends CoreFaultTest {

    private static final int CALLS = 8;
    private static final String TOO_LARGE = "{\"error_code\":\"APIG.0401\",\"error_msg\":\"Too large\"}";

    /** The ways in which a call with an endless body ends. */
    private enum Ending {
        EARLY_REFUSAL(
                line -> line.send("HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Type: application/json\r\n"
                                + "Content-Length: " + TOO_LARGE.length() + "\r\n\r\n" + TOO_LARGE)
                        .awaitHangUp()),
        TOTAL_TIMEOUT(ScriptedServer.Connection::awaitHangUp),
        RESET(ScriptedServer.Connection::reset);

        @SuppressWarnings("ImmutableEnumChecker") // a lambda without a state
        private final ScriptedServer.Play answer;

        Ending(ScriptedServer.Play answer) {
            this.answer = answer;
        }
    }

    private final List<String> closedOn = new CopyOnWriteArrayList<>();
    /** The first read only looks at the beginning of the stream, before the request is sent. */
    private final CountDownLatch begun = new CountDownLatch(2);

    @BeforeEach
    void keepNoStream() {
        routes.context().setStreamCaching(false);
    }

    /** An endless stream that records the threads that close it. */
    private class Endless extends InputStream {
        @Override
        public int read() {
            return 'x';
        }

        @Override
        public int read(byte[] bytes, int from, int count) {
            begun.countDown();
            return count;
        }

        @Override
        public void close() {
            closedOn.add(Thread.currentThread().getName());
        }
    }

    private final class BlockingClose extends Endless {
        private final AtomicInteger read;
        private final AtomicBoolean begins = new AtomicBoolean(true);

        BlockingClose(AtomicInteger read) {
            this.read = read;
        }

        @Override
        public int read(byte[] bytes, int from, int count) {
            if (begins.getAndSet(false)) {
                read.incrementAndGet();
            }
            return super.read(bytes, from, count);
        }

        @Override
        public void close() {
            super.close();
            block();
        }
    }

    private static String uri(ScriptedServer server) {
        return FaultTest.predict(server, "&bodyType=RAW&totalTimeout=2s");
    }

    @ParameterizedTest
    @EnumSource
    @Tag("K16")
    @DisplayName("K16: a stream without end, and")
    void closesAStreamOnceAndNotOnAReactor(Ending ending) throws Exception {
        // a stream that was never read is not closed: the route may send it again
        try (ScriptedServer server = ScriptedServer.afterRequest(line -> {
            waitFor(begun);
            ending.answer.play(line);
        })) {
            ends.send(routes.producer(uri(server)), routes.exchange(new Endless()));

            End end = ends.awaitAll().get(0);
            assertThat(end.exchange().getException()).isInstanceOf(ModelArtsFailure.class);
            assertThat(end.thread()).contains(ROUTES);
            await().atMost(SOON).until(() -> !closedOn.isEmpty());
            nothingLeft.awaitAllReturned();
            assertThat(closedOn).hasSize(1).allMatch(name -> name.contains(READERS));
        }
    }

    @ParameterizedTest
    @EnumSource
    @Tag("K16")
    @DisplayName("K16: streams whose close blocks, and")
    void streamWhoseCloseBlocksDelaysNoOtherCall(Ending ending) throws Exception {
        AtomicInteger read = new AtomicInteger();
        try (ScriptedServer server = ScriptedServer.afterRequest(line -> {
            await().atMost(SOON).until(() -> read.get() == CALLS);
            ending.answer.play(line);
        })) {
            AsyncProducer producer = routes.producer(uri(server));
            for (int i = 0; i < CALLS; i++) {
                ends.send(producer, routes.exchange(new BlockingClose(read)));
            }
            await().atMost(SOON).until(() -> closedOn.size() == CALLS);

            assertThat(ends.awaitExchanges())
                    .hasSize(CALLS)
                    .allSatisfy(exchange -> assertThat(exchange.getException()).isInstanceOf(ModelArtsFailure.class));
            for (int i = 0; i < CALLS; i++) {
                RouteTest.assertPredicted(routes.send(predict(echo), "{}"));
            }
            release();
        }
    }

    @Test
    @DisplayName("Streams whose read blocks")
    void streamWhoseReadBlocksDelaysNoOtherCall() throws Exception {
        try (ScriptedServer server = ScriptedServer.afterRequest(ScriptedServer.Connection::awaitHangUp)) {
            AsyncProducer producer = routes.producer(uri(server));
            for (int i = 0; i < CALLS; i++) {
                ends.send(producer, routes.exchange(new PipedInputStream(new PipedOutputStream())));
            }
            for (int i = 0; i < CALLS; i++) {
                RouteTest.assertPredicted(routes.send(predict(echo), "{}"));
            }

            assertThat(ends.awaitAll()).hasSize(CALLS).allSatisfy(end -> {
                assertThat(end.exchange().getException()).isInstanceOf(ModelArtsTimeoutException.class);
                assertThat(end.thread()).contains(ROUTES);
            });
        }
    }
}
