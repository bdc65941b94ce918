package io.github.camelmodelarts.local.gateway;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.TestCaller;
import io.github.camelmodelarts.local.TestClock;
import io.github.camelmodelarts.local.api.Failure;
import io.github.camelmodelarts.local.api.ModelAnswer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
    void keepsAtMostTenThousandRequestsUntilItIsCleared() {
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
    void doesNotRecordRequestsThatArrivedBeforeItWasCleared() {
        RequestLog log = new RequestLog(10);
        caller.post("echo", Map.of());
        server.awaitRequests(1);
        RequestLog.Place arrived = log.place();

        log.clear();
        log.add(server.requests().get(0), arrived);

        assertThat(log.all()).isEmpty();
    }

    @Test
    void waitsForARequestInFlight() {
        server.service("echo").delay(Duration.ofMillis(300));
        CompletableFuture<?> sent = CompletableFuture.runAsync(() -> caller.post("echo", Map.of()));

        assertThat(server.awaitRequests(1)).hasSize(1);

        sent.join();
    }

    @Test
    void recordsARequestBeforeItsResponseIsSent() {
        for (int sent = 1; sent <= 300; sent++) {
            caller.post("echo", caller.appCode());

            assertThat(server.requests()).hasSize(sent).last().satisfies(request -> {
                assertThat(request.status()).isEqualTo(200);
                assertThat(request.scheme()).isNotNull();
                assertThat(request.bodyLength()).isEqualTo(request.body().length);
            });
        }
    }

    @Test
    void recordsARequestBeforeItsConnectionIsCut() {
        for (int sent = 1; sent <= 30; sent++) {
            server.service("echo").failNext(1, Failure.cutBeforeAnswer());
            assertThatThrownBy(() -> caller.post("echo", caller.appCode()));

            assertThat(server.requests()).hasSize(sent);
        }
    }

    @Test
    void recordsNoStatusIfTheResponseCanNotBeSent() {
        int invalid = 1000;
        server.addService("invalid", request -> ModelAnswer.of(invalid, "text/plain", new byte[1]))
                .delay(Duration.ofMillis(50));

        assertThatThrownBy(() -> caller.post("invalid", caller.appCode()));

        await().untilAsserted(() -> assertThat(server.requests())
                .isNotEmpty()
                .allSatisfy(request -> assertThat(request.status()).isZero()));
    }

    @Test
    void keepsOneRecordOfARequestThatIsRecordedTwice() {
        RequestLog log = new RequestLog(10);
        caller.post("echo", Map.of());
        RecordedRequest request = server.awaitRequests(1).get(0);
        RequestLog.Place place = log.place();

        log.add(request, place);
        log.add(request, place);

        assertThat(log.all()).containsExactly(request);
    }

    @Test
    void namesTheRecordedRequestsIfTheyAreFewerThanAwaited() {
        caller.post("echo", caller.appCode());

        assertThatThrownBy(() -> server.awaitRequests(2, Duration.ofMillis(200)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("1 of 2 requests were recorded within 200 ms: [RecordedRequest[POST /v1/infers/"
                        + server.service("echo").id() + " -> 200]]");
    }

    @Test
    void namesTheLastTenRequestsAtMost() {
        caller.post("echo", Map.of());
        RecordedRequest request = server.requests().get(0);

        assertThat(RequestLog.summary(Collections.nCopies(13, request)))
                .startsWith("[3 earlier ones, RecordedRequest[POST ")
                .hasSizeLessThan(1_500);
    }

    @Test
    void endsItsWaitForRequestsIfTheThreadIsInterrupted() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> server.awaitRequests(1)).isInstanceOf(IllegalStateException.class);

        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void listsRequestsInTheOrderOfTheirArrivalNotOfTheirEnd() {
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
