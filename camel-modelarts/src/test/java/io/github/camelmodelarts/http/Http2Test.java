package io.github.camelmodelarts.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.camelmodelarts.ComponentAccess;
import io.github.camelmodelarts.api.ModelArtsConnectionException;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ModelArtsResponseException;
import io.github.camelmodelarts.api.ModelArtsTimeoutException;
import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.api.Failure;
import io.github.camelmodelarts.local.api.ModelAnswer;
import io.github.camelmodelarts.local.gateway.RecordedRequest;
import io.github.camelmodelarts.local.gateway.Service;
import io.github.camelmodelarts.support.HeldModel;
import io.github.camelmodelarts.support.RouteTest;
import io.github.camelmodelarts.support.Routes;
import io.github.camelmodelarts.support.Trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Calls that share a connection: the failure of one does not affect the others. */
class Http2Test extends RouteTest {

    private static final int OTHERS = 5;

    private int services;
    private HeldModel model;
    private Service held;
    private Service stuck;
    private Service large;
    private Service broken;
    private Routes sharing;

    @BeforeAll
    void addServices() {
        stuck = local.addService("stuck", new EchoModel()).delay(Duration.ofMinutes(1));
        broken = local.addService("broken", new EchoModel()).failWith(Failure.cutBeforeAnswer());
        byte[] much = "x".repeat(3_000_000).getBytes(StandardCharsets.UTF_8);
        large = local.addService("large", request -> ModelAnswer.of(200, "text/plain", much));
    }

    /** Makes a connection that has served one call: from then on it is shared. */
    @BeforeEach
    void makeAConnection() throws Exception {
        model = new HeldModel();
        held = local.addService("held-" + ++services, model).backendTimeout(Duration.ZERO);
        sharing = Routes.knowing(local);
        sharing.context().getRegistry().bind("trust", Trust.in(local));
        assertPredicted(sharing.send(uri(echo, ""), "{}"));
    }

    @AfterEach
    void closeIt() {
        sharing.close();
    }

    private String uri(Service service, String options) {
        return predict("APP_CODE", local.tlsAddress(service.name())) + "&http2=true&sslContextParameters=#trust"
                + options;
    }

    @Test
    void aCallThatTakesTooLongDoesNotAffectOthers() throws Exception {
        leavesOthersAlone(uri(stuck, "&totalTimeout=400ms"), ModelArtsTimeoutException.class);
    }

    @Test
    void aResponseThatIsTooLargeDoesNotAffectOthers() throws Exception {
        leavesOthersAlone(uri(large, "&maxResponseSize=1000000"), ModelArtsResponseException.class);
    }

    @Test
    void aStreamThatTheServerEndsDoesNotAffectOthers() throws Exception {
        leavesOthersAlone(uri(broken, ""), ModelArtsConnectionException.class);
    }

    @Test
    void aBodyThatCantBeReadDoesNotAffectOthers() throws Exception {
        leavesOthersAlone(uri(echo, "&bodyType=RAW"), new Piecemeal(true), ModelArtsRequestException.class);
    }

    @Test
    void aBodyThatIsCancelledWhileItIsSentDoesNotAffectOthers() throws Exception {
        leavesOthersAlone(
                uri(echo, "&bodyType=RAW&totalTimeout=400ms"), new Piecemeal(false), ModelArtsTimeoutException.class);
    }

    /** Supplies some bytes, and then fails, or supplies more bytes, up to 4 MB, and never ends. */
    private static final class Piecemeal extends InputStream {
        private static final int MOST_PIECES = 4_000;

        private final CountDownLatch never = new CountDownLatch(1);
        private final boolean breaks;
        private int read;

        Piecemeal(boolean breaks) {
            this.breaks = breaks;
        }

        @Override
        public int read() throws IOException {
            return read(new byte[1], 0, 1) < 0 ? -1 : 'x';
        }

        @Override
        public int read(byte[] bytes, int from, int count) throws IOException {
            read++;
            if (breaks && read > 3) {
                throw new IOException("the disk is gone");
            }
            if (read > MOST_PIECES) {
                // a machine could send more than the limit of 12 MB before the call ends
                awaitEnd(never);
            }
            return Math.min(count, 1000);
        }
    }

    private static void awaitEnd(CountDownLatch never) throws IOException {
        try {
            never.await();
        } catch (InterruptedException e) {
            throw (IOException) new InterruptedIOException().initCause(e);
        }
    }

    private void leavesOthersAlone(String failing, Class<? extends Exception> expected) throws Exception {
        leavesOthersAlone(failing, "{}", expected);
    }

    private void leavesOthersAlone(String failing, Object body, Class<? extends Exception> expected) throws Exception {
        sharing.context().setStreamCaching(false);
        AsyncProducer patient = sharing.producer(uri(held, ""));
        List<Exchange> others = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(OTHERS);
        for (int i = 0; i < OTHERS; i++) {
            Exchange exchange = sharing.exchange("{}");
            others.add(exchange);
            patient.process(exchange, doneSync -> done.countDown());
        }
        await().until(() -> held.inFlight() == OTHERS);

        Exchange failed = sharing.send(failing, body);

        assertThat(held.inFlight()).isEqualTo(OTHERS);
        assertThat(failed.getException()).isInstanceOf(expected);
        model.release();
        assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(others).allSatisfy(RouteTest::assertPredicted);
        assertPredicted(sharing.send(uri(echo, ""), "{}"));
        // the server records a request after its response. There are the first call, the others and the last one
        await().until(() -> local.requests().size() >= OTHERS + 2);
        assertThat(connections()).isEqualTo(1);
    }

    @Test
    void cancelledCallsDoNotExhaustAConnection() throws Exception {
        int calls = 40;
        AsyncProducer impatient = sharing.producer(uri(stuck, "&totalTimeout=3s"));
        CountDownLatch done = new CountDownLatch(calls);
        for (int i = 0; i < calls; i++) {
            impatient.process(sharing.exchange("{}"), doneSync -> done.countDown());
        }

        assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
        await().until(() ->
                Leases.of(ComponentAccess.resources(sharing.component()).transports()) == 0);
        assertPredicted(sharing.send(uri(echo, ""), "{}"));
        // the cancelled calls were abandoned with their connection
        await().until(() -> connections() == 2);
    }

    private long connections() {
        return local.requests().stream()
                .map(RecordedRequest::remotePort)
                .distinct()
                .count();
    }
}
