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
 * Base of the tests of threads and ends of calls: a local ModelArts with the service {@code echo}, and a context that {@link NothingLeft}
 * checks. Code that blocks in such a test is released at the end of the test at the latest.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class CoreFaultTest {

    /** The name of the threads on which routes continue. */
    public static final String ROUTES = "ModelArtsRoutes";

    /** The name of the threads that may block. */
    public static final String READERS = "ModelArtsReaders";

    /** Much longer than each of these calls may take, and much shorter than the limits that would end them otherwise. */
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

    /** Releases all blocked threads. */
    protected void release() {
        testEnds.countDown();
    }

    /**
     * Blocks until the test releases it or ends. A pool that is shut down interrupts it; this is no failure. An exception of its thread is
     * not thrown, because Awaitility would attribute it to the test that is waiting at that moment.
     */
    protected void block() {
        try {
            assertThat(testEnds.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for a latch, like a route step that blocks. */
    protected static void waitFor(CountDownLatch latch) {
        try {
            assertThat(latch.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Counts down, and waits for the others. */
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

    /** Sends many exchanges one after the other, without waiting for their ends. */
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
