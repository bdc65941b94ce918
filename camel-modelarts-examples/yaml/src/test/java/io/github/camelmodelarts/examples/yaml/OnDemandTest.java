package io.github.camelmodelarts.examples.yaml;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.apache.camel.CamelContext;
import org.apache.camel.component.file.FileEndpoint;
import org.apache.camel.impl.engine.DefaultShutdownStrategy;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.RouteStartupOrder;
import org.apache.camel.support.EventNotifierSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.camelmodelarts.local.gateway.RecordedRequest;
import io.github.camelmodelarts.local.management.Deployment;
import io.github.camelmodelarts.local.management.ServiceState;

import static org.assertj.core.api.Assertions.assertThat;

class OnDemandTest extends FoldersTest {

    private Deployment service;

    OnDemandTest() {
        super("inbox");
    }

    @BeforeEach
    void stopService() {
        service = modelArts.service(SERVICE).deployment();
        service.force(ServiceState.STOPPED, null).startTakes(Duration.ofSeconds(1));
    }

    @Test
    void startsTheServicePredictsEachPictureAndStopsTheService() throws Exception {
        drop("a.png", "a picture");
        drop("b.jpg", "another picture");
        drop("c.txt", "no picture");

        run();

        assertThat(service.state()).isEqualTo(ServiceState.STOPPED);
        assertThat(starts()).isEqualTo(1);
        assertThat(files("outbox")).containsExactlyInAnyOrder("a.png.json", "b.jpg.json");
        assertThat(folder.resolve("outbox/a.png.json"))
                .content()
                .contains("\"predicted_label\":\"upright\"", "\"scores\":[[\"upright\",\"0.900\"]]");
        assertThat(files("inbox")).containsExactlyInAnyOrder("a.png", "b.jpg", "c.txt");
        assertThat(folder.resolve("failed")).doesNotExist();
    }

    @Test
    void copiesARejectedPictureToTheFailedFolderAndStopsTheServiceAfterTheOthers() throws Exception {
        drop("a.png", "damaged");
        drop("b.png", "a picture");

        runUntilServiceIsStopped();

        assertThat(service.state()).isEqualTo(ServiceState.STOPPED);
        assertThat(files("outbox")).containsExactly("b.png.json");
        assertThat(files("failed")).containsExactlyInAnyOrder("a.png", "a.png.reason.txt");
        assertThat(folder.resolve("failed/a.png")).hasContent("damaged");
        assertThat(folder.resolve("failed/a.png.reason.txt")).content().contains("The picture is damaged");
    }

    @Test
    void copiesAnEmptyPictureToTheFailedFolderWithTheReason() throws Exception {
        drop("a.png", "");

        runUntilServiceIsStopped();

        assertThat(files("failed")).containsExactlyInAnyOrder("a.png", "a.png.reason.txt");
        assertThat(folder.resolve("failed/a.png.reason.txt")).content().contains("empty");
        assertThat(service.state()).isEqualTo(ServiceState.STOPPED);
    }

    @Test
    void waitsForPicturesInFlightBeforeItStopsTheService() throws Exception {
        modelArts.service(SERVICE).delay(Duration.ofSeconds(2));
        drop("a.png", "a picture");

        runUntilServiceIsStopped();

        assertThat(files("outbox")).containsExactly("a.png.json");
        assertThat(service.state()).isEqualTo(ServiceState.STOPPED);
    }

    @Test
    void usesAServiceThatIsAlreadyRunning() throws Exception {
        service.force(ServiceState.RUNNING, null);
        drop("a.png", "a picture");

        runUntilServiceIsStopped();

        assertThat(starts()).isZero();
        assertThat(files("outbox")).containsExactly("a.png.json");
        assertThat(service.state()).isEqualTo(ServiceState.STOPPED);
    }

    @Test
    void stopsTheServiceAlsoForAnEmptyFolder() throws Exception {
        runUntilServiceIsStopped();

        assertThat(starts()).isEqualTo(1);
        assertThat(service.state()).isEqualTo(ServiceState.STOPPED);
    }

    @Test
    void stopsAServiceThatCannotStart() throws Exception {
        service.failNextStart("not enough resources");
        drop("a.png", "a picture");

        run();

        assertThat(service.state()).isEqualTo(ServiceState.STOPPED);
        assertThat(folder.resolve("outbox")).doesNotExist();
    }

    @Test
    @Timeout(180)
    void endsAlthoughTheFolderIsPolledAgainBeforeItsRouteStops() throws Exception {
        CountDownLatch polls = new CountDownLatch(2);
        Main main = new Main();
        main.bind("polls", new EventNotifierSupport() {
            @Override
            public void notify(CamelEvent event) {
                if (event instanceof CamelEvent.ExchangeCreatedEvent created
                        && created.getExchange().getFromEndpoint() instanceof FileEndpoint) {
                    polls.countDown();
                }
            }
        });
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void beforeConfigure(BaseMainSupport configured) {
                CamelContext context = configured.getCamelContext();
                context.setShutdownStrategy(new StopsAfterSecondPoll(context, polls));
            }
        });

        run(configured(main));

        assertThat(service.state()).isEqualTo(ServiceState.STOPPED);
    }

    /** Stops a route only after a second poll, as on a busy machine. */
    private static class StopsAfterSecondPoll extends DefaultShutdownStrategy {

        private final CountDownLatch polls;

        StopsAfterSecondPoll(CamelContext context, CountDownLatch polls) {
            super(context);
            this.polls = polls;
        }

        @Override
        public void shutdown(CamelContext context, List<RouteStartupOrder> routes, long timeout, TimeUnit unit)
                throws Exception {
            assertThat(polls.await(60, TimeUnit.SECONDS)).isTrue();
            super.shutdown(context, routes, timeout, unit);
        }
    }

    private void run() throws Exception {
        run(configured(new Main()));
    }

    /** Ends the program after its last route, and not only when it has been without work for some seconds. */
    private void runUntilServiceIsStopped() throws Exception {
        Main main = new Main();
        main.bind("end", new EventNotifierSupport() {
            @Override
            public void notify(CamelEvent event) {
                if (event instanceof CamelEvent.ExchangeCompletedEvent completed
                        && "stop".equals(completed.getExchange().getFromRouteId())) {
                    main.completed();
                }
            }
        });
        endedByTest(configured(main));
        run(main);
    }

    private Main configured(Main main) {
        configure(main, "outbox", "failed");
        main.addOverrideProperty("camel.component.modelarts.pollInterval", "100ms");
        return main;
    }

    private long starts() {
        return modelArts.requests().stream()
                .filter(request -> request.method().equals("PUT"))
                .map(RecordedRequest::bodyText)
                .filter(body -> body.contains("running"))
                .count();
    }
}
