package io.github.camelmodelarts.support;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.github.camelmodelarts.api.ModelArtsConnectionException;
import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.gateway.Service;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the tests of threads and ends of calls have in common: a local ModelArts with the service {@code echo}, and a context that
 * {@link NothingLeft} looks after. What blocks in such a test does so until the test is over, at the latest.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class CoreFaultTest {

    /** The threads on which routes go on. */
    public static final String ROUTES = "ModelArtsRoutes";

    /** The threads that do what may block. */
    public static final String READERS = "ModelArtsReaders";

    /** Much more than any of these calls may take, and much less than what ends them where what should does not. */
    protected static final Duration SOON = FaultTest.SOON;

    protected final ModelArtsLocal local = ModelArtsLocal.start();
    protected final Service echo = local.addService("echo", new EchoModel());

    @RegisterExtension
    protected final NothingLeft nothingLeft = new NothingLeft(() -> Routes.knowing(local));

    protected final Ends ends = new Ends();
    protected Routes routes;
    private final CountDownLatch testEnds = new CountDownLatch(1);

    @BeforeEach
    void open() {
        routes = nothingLeft.routes();
        routes.context().getShutdownStrategy().setTimeout(1);
    }

    @AfterEach
    void close() {
        release();
        local.close();
    }

    /** Lets go of what is blocked. */
    protected void release() {
        testEnds.countDown();
    }

    /**
     * Blocks until the test lets go or is over. A pool that is shut down then interrupts it, which is no failure: Awaitility would take what
     * its thread throws for one of the test that awaits something at that moment.
     */
    protected void block() {
        try {
            assertThat(testEnds.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits as a route's step does that blocks. */
    protected static void waitFor(CountDownLatch latch) {
        try {
            assertThat(latch.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Counts one more, and waits for the others. */
    protected static void meet(CountDownLatch others) {
        others.countDown();
        waitFor(others);
    }

    /** A service whose calls are in flight until the model is released. */
    protected Service held(String name, HeldModel model) {
        return local.addService(name, model).backendTimeout(Duration.ZERO);
    }

    protected String predict(Service service) {
        return "modelarts:predict?authType=APP_CODE&address=" + local.address(service.name());
    }

    /** Sends many exchanges one after the other, without waiting for any of them. */
    protected void start(String uri, int calls) throws Exception {
        AsyncProducer producer = routes.producer(uri);
        for (int i = 0; i < calls; i++) {
            ends.send(producer, routes.exchange("{}"));
        }
    }

    protected static void assertStopped(Exchange exchange) {
        assertThat(exchange.getException())
                .isInstanceOf(ModelArtsConnectionException.class)
                .hasMessageContaining("stopped");
    }
}
