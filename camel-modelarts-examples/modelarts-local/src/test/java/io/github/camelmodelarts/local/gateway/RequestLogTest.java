package io.github.camelmodelarts.local.gateway;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.TestCaller;
import io.github.camelmodelarts.local.TestClock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RequestLogTest {

    private final ModelArtsLocal server = ModelArtsLocal.start();
    private final TestCaller caller = new TestCaller(server, new TestClock());

    RequestLogTest() {
        server.addService("echo", new EchoModel());
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void remembersAtMostTenThousandRequestsUntilToldToForget() {
        RequestLog log = new RequestLog(10_000);
        caller.post("echo", Map.of());
        server.awaitRequests(1);
        for (int i = 0; i < 10_001; i++) {
            log.add(server.requests().get(0), log.place());
        }
        assertThat(log.all()).hasSize(10_000);
        server.clearRequests();
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void doesNotRecordWhatArrivedBeforeItWasToldToForget() {
        RequestLog log = new RequestLog(10);
        caller.post("echo", Map.of());
        server.awaitRequests(1);
        RequestLog.Place arrived = log.place();

        log.clear();
        log.add(server.requests().get(0), arrived);

        assertThat(log.all()).isEmpty();
    }

    @Test
    void waitsForARequestThatIsStillBeingAnswered() {
        server.service("echo").delay(Duration.ofMillis(300));
        CompletableFuture<?> sent = CompletableFuture.runAsync(() -> caller.post("echo", Map.of()));

        assertThat(server.awaitRequests(1)).hasSize(1);

        sent.join();
    }

    @Test
    void saysHowManyRequestsCameIfFewerCome() {
        caller.post("echo", Map.of());

        assertThatThrownBy(() -> server.awaitRequests(2, Duration.ofMillis(200)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageMatching("[01] requests were recorded within 200 ms, not 2");
    }

    @Test
    void endsItsWaitForRequestsIfTheThreadIsInterrupted() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> server.awaitRequests(1)).isInstanceOf(IllegalStateException.class);

        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void showsRequestsInTheOrderInWhichTheyArrivedWhicheverEndedFirst() {
        RequestLog log = new RequestLog(10);
        caller.post("echo", Map.of());
        caller.post("echo", Map.of());
        assertThat(server.awaitRequests(2)).hasSize(2);
        RequestLog.Place first = log.place();
        RequestLog.Place second = log.place();

        log.add(server.requests().get(1), second);
        log.add(server.requests().get(0), first);

        assertThat(log.all()).isEqualTo(server.requests());
    }
}
