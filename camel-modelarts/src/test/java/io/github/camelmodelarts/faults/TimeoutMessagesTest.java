package io.github.camelmodelarts.faults;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;

import io.github.camelmodelarts.api.AuthStrategy;
import io.github.camelmodelarts.api.ModelArtsConnectionException;
import io.github.camelmodelarts.api.ModelArtsTimeoutException;
import io.github.camelmodelarts.support.FaultTest;
import io.github.camelmodelarts.support.FullPort;
import io.github.camelmodelarts.support.ScriptedServer;

import static org.assertj.core.api.Assertions.assertThat;

/** The messages of timeouts name the option that ended the call, what it waited for, and a remedy. */
class TimeoutMessagesTest extends FaultTest {

    private static ScriptedServer silent() throws IOException {
        return ScriptedServer.playing(line -> {
            line.request();
            line.awaitHangUp();
        });
    }

    private static ModelArtsTimeoutException timeout(Exchange exchange) {
        return failure(exchange, ModelArtsTimeoutException.class);
    }

    @Test
    void saysThatNoDataCameWithinResponseTimeout() throws Exception {
        try (ScriptedServer silent = silent()) {
            ModelArtsTimeoutException failure = timeout(call(silent, "&responseTimeout=300ms"));

            assertThat(failure)
                    .hasMessageStartingWith("No data received from " + silent.authority()
                            + " within responseTimeout=PT0.3S. Check the service's load and logs")
                    .hasMessageEndingWith("raise responseTimeout");
        }
    }

    @Test
    void saysThatAConnectionWasNotOpenedWithinConnectTimeout() throws Exception {
        try (FullPort full = new FullPort()) {
            ModelArtsTimeoutException failure = timeout(call(
                    "modelarts:predict?authType=APP_CODE&connectTimeout=300ms&maxRetries=1&address=http://127.0.0.1:"
                            + full.number() + "/v1",
                    "{}"));

            assertThat(failure)
                    .hasMessageContaining(" within connectTimeout=PT0.3S (after 2 attempts). Check host and port");
        }
    }

    @Test
    void saysThatTheTlsHandshakeGotNoDataWithinConnectTimeout() throws Exception {
        try (ScriptedServer silent = ScriptedServer.playing(ScriptedServer.Connection::awaitHangUp)) {
            ModelArtsTimeoutException failure = timeout(
                    call(predict(silent, "&connectTimeout=300ms&maxRetries=0").replace("http:", "https:"), "{}"));

            assertThat(failure)
                    .hasMessageContaining(
                            "No data received from " + silent.authority()
                                    + " within connectTimeout=PT0.3S, before the request was sent. Check that this port speaks https");
            assertThat(failure.mayHaveExecuted()).isFalse();
        }
    }

    @Test
    void saysThatTheCallTookLongerThanTotalTimeout() throws Exception {
        try (ScriptedServer silent = silent()) {
            ModelArtsTimeoutException failure = timeout(call(silent, "&totalTimeout=300ms"));

            assertThat(failure)
                    .hasMessageStartingWith("No complete response from POST " + silent.address()
                            + " within totalTimeout=PT0.3S. Check the service's load and logs")
                    .hasMessageEndingWith("raise totalTimeout");
        }
    }

    @Test
    void saysThatTotalTimeoutEndedALaterAttempt() throws Exception {
        try (ScriptedServer server = ScriptedServer.playing(
                line -> {
                    line.request();
                    line.reset();
                },
                line -> {
                    line.request();
                    line.awaitHangUp();
                })) {
            ModelArtsTimeoutException failure = timeout(call(server, "&retryOn=IDEMPOTENT&totalTimeout=2s"));

            assertThat(failure)
                    .hasMessageContaining(
                            " within totalTimeout=PT2S (after 2 attempts). Check the cause, which is the failure of an"
                                    + " earlier attempt; totalTimeout covers all attempts and pauses");
            assertThat(failure.getCause()).isInstanceOf(ModelArtsConnectionException.class);
        }
    }

    @Test
    void saysThatTotalTimeoutEndedBeforeCredentialsCame() throws Exception {
        AuthStrategy never = request -> new CompletableFuture<>();
        nothingLeft.routes().context().getRegistry().bind("never", AuthStrategy.class, never);

        ModelArtsTimeoutException failure = timeout(call(
                "modelarts:predict?authStrategy=#bean:never&totalTimeout=300ms&address=http://127.0.0.1:1/v1", "{}"));

        assertThat(failure)
                .hasMessageContaining(
                        " exceeded totalTimeout=PT0.3S; it was not sent, because it had no credentials yet")
                .hasMessageEndingWith("or raise totalTimeout");
    }
}
