package io.github.camelmodelarts.examples.ledger;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.ModelArtsTimeoutException;
import io.github.camelmodelarts.examples.ledger.Predictions.Worker;
import io.github.camelmodelarts.local.api.Failure;
import io.github.camelmodelarts.local.api.ModelAnswer;
import io.github.camelmodelarts.local.api.Scheme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a call leaves in the ledger, and what the next call for the same input finds there. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class CallOnceTest {

    @Parameter
    TestDatabase database;

    private final Predictions predictions = new Predictions();
    private String url;
    private Worker worker;

    @BeforeEach
    void start() throws Exception {
        url = database.newUrl();
        worker = predictions.worker(Predictions.settings(url, "worker-1"));
    }

    @AfterEach
    void stop() {
        predictions.close();
    }

    private LedgerRow row(String input) throws LedgerException {
        return worker.ledger().list().stream()
                .filter(row -> row.input().equals(input))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void predictsAnInputOnceAndReturnsTheStoredResultLater() throws Exception {
        Exchange first = worker.predict("a");
        Exchange second = worker.predict("a");

        assertThat(first.getException()).isNull();
        assertThat(second.getException()).isNull();
        assertThat(first.getMessage().getBody()).isInstanceOf(byte[].class);
        assertThat(second.getMessage().getBody(String.class))
                .isEqualTo(first.getMessage().getBody(String.class))
                .isEqualTo("{\"label\":\"setosa\"}");
        assertThat(predictions.calls).containsExactlyEntriesOf(Map.of("a", 1));
        LedgerRow row = row("a");
        assertThat(row.state()).isEqualTo(CallState.DONE);
        assertThat(row.calls()).isEqualTo(1);
        assertThat(row.step()).isEqualTo("iris");
        assertThat(row.worker()).isEqualTo("worker-1");
        assertThat(row.source()).isEqualTo("test of a");
        assertThat(row.ended()).isAfterOrEqualTo(row.began());
        assertThat(worker.ledger().result("a", "iris"))
                .contains("{\"label\":\"setosa\"}".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void keepsAnEmptyResponseAsAResult() throws Exception {
        predictions.model = request -> ModelAnswer.of(200, "application/json", new byte[0]);

        assertThat(worker.predict("a").getException()).isNull();
        assertThat(worker.predict("a").getMessage().getBody(byte[].class)).isEmpty();
        assertThat(predictions.calls).containsEntry("a", 1);
    }

    @Test
    void rejectsAnInputWithoutACallAfterTheServiceRejectedIt() throws Exception {
        predictions.model = request -> ModelAnswer.refusal(400, "The flower is not an iris");

        assertThat(worker.predict("a").getException()).isInstanceOf(ModelArtsOperationFailedException.class);
        Exchange second = worker.predict("a");

        assertThat(second.getException())
                .isInstanceOf(InputRejectedException.class)
                .hasMessageContaining("The flower is not an iris");
        assertThat(row("a").state()).isEqualTo(CallState.REJECTED);
        assertThat(predictions.calls).containsEntry("a", 1);
    }

    @Test
    void callsAnInputAgainThatTheServiceDidNotPredict() throws Exception {
        predictions.server.service("iris").failNext(1, Failure.error(429, "APIG.0308", "Too many requests"));

        assertThat(worker.predict("a").getException()).isInstanceOf(ModelArtsOperationFailedException.class);
        assertThat(row("a").state()).isEqualTo(CallState.OPEN);

        assertThat(worker.predict("a").getException()).isNull();
        assertThat(row("a").state()).isEqualTo(CallState.DONE);
        assertThat(row("a").calls()).isEqualTo(2);
        assertThat(predictions.calls).containsEntry("a", 1);
    }

    @Test
    void callsAnInputAgainWhoseCredentialsWereRejected() throws Exception {
        predictions.server.service("iris").accepts(Scheme.APP_CODE);
        assertThat(worker.predict("a").getException()).isInstanceOf(ModelArtsOperationFailedException.class);
        assertThat(row("a").state()).isEqualTo(CallState.OPEN);
    }

    @Test
    void parksAnInputWhoseResponseDidNotArrive() throws Exception {
        worker.close();
        CountDownLatch late = new CountDownLatch(1);
        predictions.model = request -> {
            Predictions.await(late);
            return ModelAnswer.json(List.of());
        };
        worker = predictions.worker(Predictions.settings(url, "worker-2"), "maxRetries=0&responseTimeout=100ms");

        assertThat(worker.predict("a").getException()).isInstanceOf(ModelArtsTimeoutException.class);
        assertThat(worker.predict("a").getException())
                .isInstanceOf(UncertainCallException.class)
                .hasMessageContainingAll("Input a", "worker-2", "released");
        assertThat(predictions.calls).containsEntry("a", 1);
        assertThat(row("a").state()).isEqualTo(CallState.UNCERTAIN);
        late.countDown();
        await().until(() -> predictions.server.service("iris").inFlight() == 0);
    }

    @Test
    void callsAnInputAgainAfterItWasReleased() throws Exception {
        predictions.model = request -> ModelAnswer.refusal(400, "no");
        worker.predict("a");
        predictions.model = request -> ModelAnswer.json("yes");

        assertThat(worker.ledger().release("a", "ocr")).isZero();
        assertThat(worker.ledger().release("a", null)).isEqualTo(1);
        assertThat(row("a").state()).isEqualTo(CallState.OPEN);

        assertThat(worker.predict("a").getMessage().getBody(String.class)).isEqualTo("\"yes\"");
    }

    @Test
    void refusesAnotherContentWithTheSameId() throws Exception {
        worker.predict("a");
        Exchange changed = worker.template().send("direct:predict", exchange -> {
            new Input("a", Predictions.sha256("b"), null).putOn(exchange);
            exchange.getMessage().setBody("{\"id\":\"b\"}");
        });

        assertThat(changed.getException())
                .isInstanceOf(InputChangedException.class)
                .hasMessageContainingAll(Predictions.sha256("a"), Predictions.sha256("b"));
        assertThat(predictions.calls).containsOnlyKeys("a");
    }

    @Test
    void makesOneCallForOneInputThatManyHandInAtOnce() throws Exception {
        CountDownLatch allAsked = new CountDownLatch(1);
        predictions.model = request -> {
            Predictions.await(allAsked);
            return ModelAnswer.json("one");
        };
        Worker other = predictions.worker(Predictions.settings(url, "worker-2"));

        List<CompletableFuture<Exchange>> exchanges = Stream.iterate(0, i -> i + 1)
                .limit(40)
                .map(i -> (i % 2 == 0 ? worker : other).begin("a"))
                .toList();
        await().until(() -> exchanges.stream().filter(CompletableFuture::isDone).count() == 39);
        allAsked.countDown();

        List<Exception> failures = exchanges.stream()
                .map(CompletableFuture::join)
                .map(Exchange::getException)
                .toList();
        assertThat(failures).filteredOn(failure -> failure == null).hasSize(1);
        assertThat(failures)
                .filteredOn(CallInProgressException.class::isInstance)
                .hasSize(39);
        assertThat(predictions.calls).containsEntry("a", 1);
    }

    @Test
    void exchangesThatWaitForTheirTurnAreNotInTheLedgerYet() throws Exception {
        CountDownLatch respond = new CountDownLatch(1);
        predictions.model = request -> {
            Predictions.await(respond);
            return ModelAnswer.json("setosa");
        };
        Worker two = predictions.worker(Predictions.settings(url, "worker-2").withMaxCalls(2));

        List<CompletableFuture<Exchange>> exchanges =
                Stream.of("a", "b", "c", "d", "e").map(two::begin).toList();
        await().until(() -> predictions.calls.size() == 2);

        assertThat(two.ledger().list(CallState.CALLING)).hasSize(2);
        assertThat(two.ledger().list()).hasSize(2);
        respond.countDown();
        assertThat(exchanges).extracting(CompletableFuture::join).allMatch(exchange -> exchange.getException() == null);
        assertThat(two.ledger().counts()).containsEntry(CallState.DONE, 5L);
    }
}
