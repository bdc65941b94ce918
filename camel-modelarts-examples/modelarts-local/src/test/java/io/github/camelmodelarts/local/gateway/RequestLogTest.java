package io.github.camelmodelarts.local.gateway;

import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.TestCaller;
import io.github.camelmodelarts.local.TestClock;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
        await().atMost(60, SECONDS).until(() -> !server.requests().isEmpty());
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
        await().atMost(60, SECONDS).until(() -> !server.requests().isEmpty());
        RequestLog.Place arrived = log.place();

        log.clear();
        log.add(server.requests().get(0), arrived);

        assertThat(log.all()).isEmpty();
    }

    @Test
    void showsRequestsInTheOrderInWhichTheyArrivedWhicheverEndedFirst() {
        RequestLog log = new RequestLog(10);
        caller.post("echo", Map.of());
        caller.post("echo", Map.of());
        await().atMost(60, SECONDS).until(() -> server.requests().size() == 2);
        RequestLog.Place first = log.place();
        RequestLog.Place second = log.place();

        log.add(server.requests().get(1), second);
        log.add(server.requests().get(0), first);

        assertThat(log.all()).isEqualTo(server.requests());
    }
}
