package io.github.camelmodelarts.examples.ledger;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.camelmodelarts.examples.ledger.Predictions.Worker;
import io.github.camelmodelarts.local.api.Failure;

import static org.assertj.core.api.Assertions.assertThat;

/** What an error response of the service means for the input. */
class CallEndTest {

    private static final Predictions PREDICTIONS = new Predictions();
    private static Worker worker;

    @BeforeAll
    static void start() throws Exception {
        worker = PREDICTIONS.worker(Predictions.settings(TestDatabase.H2.newUrl(), "worker-1"));
    }

    @AfterAll
    static void stop() {
        PREDICTIONS.close();
    }

    @ParameterizedTest
    @CsvSource({
        // the content
        "400, MR.0105, REJECTED",
        "413, APIG.0201, REJECTED",
        "422, MR.0104, REJECTED",
        "500, MR.0100, REJECTED",
        // the service, its address, the quota, the credentials
        "400, ModelArts.4203, OPEN",
        "404, APIG.0101, OPEN",
        "405, APIG.0106, OPEN",
        "429, APIG.0501, OPEN",
        "403, APIG.0304, OPEN",
        "503, ModelArts.4503, OPEN",
        // the model may have predicted
        "500, Other.0001, UNCERTAIN",
        "504, APIG.0201, UNCERTAIN"
    })
    void anErrorResponseRejectsOnlyTheContentItSpeaksOf(int status, String code, CallState expected) throws Exception {
        PREDICTIONS.server.service("iris").failNext(1, Failure.error(status, code, "An error of a test"));
        String input = status + code;

        assertThat(worker.predict(input).getException()).hasMessageContaining(code);

        assertThat(worker.ledger().state(input, "iris")).contains(expected);
    }
}
