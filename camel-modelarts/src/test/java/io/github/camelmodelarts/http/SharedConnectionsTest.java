package io.github.camelmodelarts.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.github.camelmodelarts.api.ModelArtsConnectionException;
import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.ModelArtsTimeoutException;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.gateway.Service;
import io.github.camelmodelarts.local.tls.LocalIdentity;
import io.github.camelmodelarts.support.Ends;
import io.github.camelmodelarts.support.HeldModel;
import io.github.camelmodelarts.support.Http2Peer;
import io.github.camelmodelarts.support.NothingLeft;
import io.github.camelmodelarts.support.RefusingPort;
import io.github.camelmodelarts.support.RouteTest;
import io.github.camelmodelarts.support.Routes;
import io.github.camelmodelarts.support.TestProxy;
import io.github.camelmodelarts.support.Trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** HTTP/2 connections: how many are opened, and how calls end when a server reports that it did not process a request. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SharedConnectionsTest {

    private static final LocalIdentity IDENTITY = LocalIdentity.create();

    @RegisterExtension
    final NothingLeft nothingLeft = new NothingLeft();

    private final Ends ends = new Ends();
    /** Streams that wait for their response. */
    private final Queue<Open> open = new ConcurrentLinkedQueue<>();

    private final AtomicInteger requests = new AtomicInteger();
    private Http2Peer peer;

    private record Open(Http2Peer.Connection connection, int stream) {
        void answer() throws IOException {
            connection.answer(stream);
        }
    }

    @AfterEach
    void closePeer() throws IOException {
        if (peer != null) {
            peer.close();
        }
    }

    private void serve(int allowedStreams, Http2Peer.Script script) throws IOException {
        peer = new Http2Peer(IDENTITY.serverContext(), allowedStreams, script);
    }

    private void hold(Http2Peer.Connection connection, int stream) {
        open.add(new Open(connection, stream));
    }

    private void answerAll() throws IOException {
        for (Open each = open.poll(); each != null; each = open.poll()) {
            each.answer();
        }
    }

    private String uri(String address, String options) {
        return "modelarts:predict?authType=APP_CODE&http2=true&sslContextParameters=#trust&address=" + address
                + options;
    }

    private Routes routes() {
        Routes routes = nothingLeft.routes();
        routes.context().getRegistry().bind("trust", Trust.in(IDENTITY.trustStore()));
        return routes;
    }

    private void start(int calls, String uri) throws Exception {
        Routes routes = routes();
        AsyncProducer producer = routes.producer(uri);
        for (int i = 0; i < calls; i++) {
            ends.send(producer, routes.exchange("{}"));
        }
    }

    private List<Integer> mostOfEach() {
        return peer.connections().stream().map(Http2Peer.Connection::most).toList();
    }

    @Test
    @Tag("K22")
    @DisplayName("K22: a request that the server rejects with REFUSED_STREAM is retried")
    void aRefusedStreamIsRetried() throws Exception {
        serve(0, (connection, stream) -> {
            if (requests.incrementAndGet() == 1) {
                connection.reset(stream, Http2Peer.REFUSED_STREAM);
            } else {
                connection.answer(stream);
            }
        });

        Exchange exchange = routes().send(uri(peer.address(), ""), "{}");

        RouteTest.assertPredicted(exchange);
        assertThat(exchange.getMessage().getHeader(ModelArtsConstants.ATTEMPTS)).isEqualTo(2);
    }

    @Test
    @Tag("K22")
    @DisplayName("K22: REFUSED_STREAM is reported as not executed, another reset as possibly executed")
    void aResetSaysWhetherTheRequestMayHaveBeenExecuted() throws Exception {
        serve(
                0,
                (connection, stream) -> connection.reset(
                        stream, requests.incrementAndGet() == 1 ? Http2Peer.REFUSED_STREAM : Http2Peer.INTERNAL_ERROR));

        ModelArtsConnectionException refused = failure(routes().send(uri(peer.address(), "&maxRetries=0"), "{}"));
        ModelArtsConnectionException broken = failure(routes().send(uri(peer.address(), "&maxRetries=2"), "{}"));

        assertThat(refused.mayHaveExecuted()).isFalse();
        assertThat(refused.isRetryable()).isTrue();
        assertThat(refused).hasMessageContaining("not processed");
        assertThat(broken.mayHaveExecuted()).isTrue();
        assertThat(broken.getAttempts()).isEqualTo(1);
    }

    private static ModelArtsConnectionException failure(Exchange exchange) {
        assertThat(exchange.getException()).isInstanceOf(ModelArtsConnectionException.class);
        return (ModelArtsConnectionException) exchange.getException();
    }

    @Test
    @Tag("K22")
    @DisplayName("K22: requests above the stream that GOAWAY names are retried at once, the others get their responses")
    void callsThatWereNotProcessedAreRetriedAfterGoAway() throws Exception {
        serve(0, (connection, stream) -> {
            if (peer.connections().size() == 1) {
                hold(connection, stream);
            } else {
                connection.answer(stream);
            }
        });
        start(3, uri(peer.address(), ""));
        await().until(() -> open.size() == 3);

        Http2Peer.Connection first = peer.connections().get(0);
        first.goAway(1, Http2Peer.NO_ERROR);

        // while the first one is still being processed
        await().until(() -> ends.count() == 2);
        first.answer(1);
        List<Exchange> exchanges = ends.awaitExchanges();
        assertThat(exchanges).allSatisfy(RouteTest::assertPredicted);
        assertThat(exchanges)
                .extracting(exchange -> exchange.getMessage().getHeader(ModelArtsConstants.ATTEMPTS))
                .containsExactlyInAnyOrder(1, 2, 2);
        assertThat(peer.connections()).hasSize(2);
    }

    @Test
    @Tag("K22")
    @DisplayName(
            "K22: after a GOAWAY with an error, calls that have possibly been executed fail, and the others are retried")
    void goAwayWithAnErrorFailsOnlyCallsThatHavePossiblyBeenExecuted() throws Exception {
        serve(0, (connection, stream) -> {
            if (peer.connections().size() == 1) {
                hold(connection, stream);
            } else {
                connection.answer(stream);
            }
        });
        start(3, uri(peer.address(), ""));
        await().until(() -> open.size() == 3);

        peer.connections().get(0).goAway(1, Http2Peer.INTERNAL_ERROR);

        List<Exchange> exchanges = ends.awaitExchanges();
        assertThat(exchanges)
                .filteredOn(Exchange::isFailed)
                .singleElement()
                .satisfies(
                        failed -> assertThat(failure(failed).mayHaveExecuted()).isTrue());
        assertThat(exchanges).filteredOn(exchange -> !exchange.isFailed()).hasSize(2);
    }

    @Test
    @Tag("K26")
    @DisplayName("K26: calls that start together share connections, up to 100 on each")
    void aBurstSharesConnections() throws Exception {
        serve(0, this::hold);

        start(250, uri(peer.address(), "&maxConnections=1000"));

        await().until(() -> open.size() == 250);
        assertThat(mostOfEach()).containsExactlyInAnyOrder(100, 100, 50);
        answerAll();
        assertThat(ends.awaitExchanges()).allSatisfy(RouteTest::assertPredicted);
    }

    @Test
    @Tag("K26")
    @DisplayName("K26: a connection gets no more calls at once than its server allows")
    void aServerCanAllowFewerStreams() throws Exception {
        serve(10, this::hold);
        start(1, uri(peer.address(), ""));
        await().until(() -> open.size() == 1);

        start(24, uri(peer.address(), ""));

        await().until(() -> open.size() == 25);
        assertThat(mostOfEach()).as("one stream is left for HttpCore's PING").containsExactlyInAnyOrder(9, 9, 7);
        answerAll();
        assertThat(ends.awaitExchanges()).allSatisfy(RouteTest::assertPredicted);
    }

    @Test
    @Tag("K26")
    @DisplayName("K26: calls do not wait for each other's connections if the server has no HTTP/2")
    void withoutHttp2EachCallHasAConnection() throws Exception {
        try (ModelArtsLocal local = ModelArtsLocal.builder().http2(false).start()) {
            HeldModel model = new HeldModel();
            Service held = local.addService("held", model)
                    .backendTimeout(Duration.ZERO)
                    .withoutAuthentication();
            Routes routes = routes();
            routes.context().getRegistry().bind("trust", Trust.in(local));
            AsyncProducer producer =
                    routes.producer("modelarts:predict?authType=NONE&http2=true&sslContextParameters=#trust&address="
                            + local.tlsAddress("held"));
            for (int i = 0; i < 20; i++) {
                ends.send(producer, routes.exchange("{}"));
            }
            await().until(() -> held.inFlight() == 20);
            model.release();
            assertThat(ends.awaitExchanges()).allSatisfy(RouteTest::assertPredicted);
        }
    }

    @Test
    @Tag("K26")
    @DisplayName("K26: calls that wait for a connection that can't be opened fail as the call that opens it")
    void aRefusedConnectionFailsAllCallsThatWaitForIt() throws Exception {
        try (RefusingPort port = new RefusingPort()) {
            start(50, uri("https://localhost:" + port.number() + "/v1/infers/none", "&maxRetries=0"));

            assertThat(ends.awaitExchanges())
                    .allSatisfy(exchange ->
                            assertThat(failure(exchange).mayHaveExecuted()).isFalse());
        }
    }

    @Test
    @Tag("K26")
    @DisplayName("K26: if a call is cancelled while it opens a connection, the others wait for the next connection")
    void aCallThatIsCancelledWhileItConnectsDoesNotAffectOthers() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String address = "https://localhost:" + silent.getLocalPort() + "/v1/infers/none";
            start(1, uri(address, "&totalTimeout=300ms"));
            start(2, uri(address, "&connectTimeout=1s&maxRetries=0"));

            assertThat(ends.awaitExchanges())
                    .allSatisfy(exchange ->
                            assertThat(exchange.getException()).isInstanceOf(ModelArtsTimeoutException.class));
        }
    }

    @Test
    @Tag("K26")
    @DisplayName("K26: calls through a proxy share their connections, too")
    void callsThroughAProxyShareConnections() throws Exception {
        serve(0, this::hold);
        try (TestProxy proxy = TestProxy.to(peer.port())) {
            String address = peer.address().replace("localhost", "modelarts-local.test");
            start(30, uri(address, "&proxyHost=localhost&proxyPort=" + proxy.port()));

            await().until(() -> open.size() == 30);
            assertThat(mostOfEach()).containsExactly(30);
            answerAll();
            assertThat(ends.awaitExchanges()).allSatisfy(RouteTest::assertPredicted);
        }
    }

    @Test
    @DisplayName("the response of one call does not remove the time limit of a connection on which other calls wait")
    void aResponseKeepsTheTimeLimitsOfOthers() throws Exception {
        serve(0, (connection, stream) -> {
            if (requests.incrementAndGet() == 2) {
                connection.answer(stream);
            }
        });
        start(2, uri(peer.address(), "&responseTimeout=700ms&totalTimeout=50s&maxRetries=0"));

        List<Exchange> exchanges = ends.awaitExchanges();
        assertThat(exchanges).filteredOn(exchange -> !exchange.isFailed()).hasSize(1);
        assertThat(exchanges)
                .filteredOn(Exchange::isFailed)
                .singleElement()
                .satisfies(failed -> assertThat(failed.getException())
                        .isInstanceOf(ModelArtsTimeoutException.class)
                        .hasMessageContaining("responseTimeout"));
    }

    @Test
    @Tag("K22")
    @DisplayName("K22: no call is lost while a server ends one connection after the other")
    void noCallIsLostWhenAServerEndsEachConnection() throws Exception {
        Map<Http2Peer.Connection, Integer> answered = new ConcurrentHashMap<>();
        Map<Http2Peer.Connection, Integer> last = new ConcurrentHashMap<>();
        serve(0, (connection, stream) -> {
            if (stream > last.getOrDefault(connection, Integer.MAX_VALUE)) {
                return;
            }
            connection.answer(stream);
            if (answered.merge(connection, 1, Integer::sum) == 20) {
                last.put(connection, stream);
                connection.goAway(stream, Http2Peer.NO_ERROR);
            }
        });

        start(400, uri(peer.address(), "&maxConnections=8&maxRetries=20"));
        assertThat(ends.awaitExchanges()).allSatisfy(RouteTest::assertPredicted);
        assertThat(peer.connections()).hasSizeGreaterThanOrEqualTo(20);
    }
}
