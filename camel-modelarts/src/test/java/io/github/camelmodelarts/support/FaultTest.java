package io.github.camelmodelarts.support;

import java.time.Duration;
import java.util.Map;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.github.camelmodelarts.api.ModelArtsConnectionException;
import io.github.camelmodelarts.api.ModelArtsTimeoutException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Base of the tests of faults on the network. */
public abstract class FaultTest {

    /** Much longer than each of these calls may take, and much shorter than the limits that would end them otherwise. */
    public static final Duration SOON = Duration.ofSeconds(30);

    @RegisterExtension
    protected final NothingLeft nothingLeft = new NothingLeft();

    public static String predict(ScriptedServer server, String options) {
        return "modelarts:predict?authType=APP_CODE&address=" + server.address() + options;
    }

    protected Exchange call(ScriptedServer server, String options) throws Exception {
        return call(predict(server, options), "{}");
    }

    protected Exchange call(String uri, Object body) throws Exception {
        return nothingLeft.watched(nothingLeft.routes().send(uri, body, Map.of("My", "header")));
    }

    /** Returns the failure of an exchange whose message has only the header that the caller set. */
    public static <T extends Throwable> T failure(Exchange exchange, Class<T> type) {
        assertThat(exchange.getException()).isInstanceOf(type);
        assertThat(exchange.getMessage().getHeaders()).containsOnlyKeys("My");
        return type.cast(exchange.getException());
    }

    public static void assertTimedOut(Exchange exchange, String option) {
        ModelArtsTimeoutException failure = failure(exchange, ModelArtsTimeoutException.class);
        assertThat(failure).hasMessageContaining(option);
        assertThat(failure.mayHaveExecuted()).isTrue();
    }

    /** The connection broke during the call, and the call was not retried: the service may have processed it. */
    public static void assertBrokenOff(Exchange exchange) {
        ModelArtsConnectionException failure = failure(exchange, ModelArtsConnectionException.class);
        assertThat(failure).hasMessageContaining("broke before the response was complete");
        assertThat(failure.mayHaveExecuted()).isTrue();
        assertThat(failure.getAttempts()).isEqualTo(1);
        assertThat(exchange.getMessage().getBody()).isEqualTo("{}");
    }

    /** The client closed its connection instead of returning it to the pool. */
    public static void assertHungUp(ScriptedServer server) {
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .atMost(SOON)
                .untilAsserted(() -> assertThat(server.hangUps()).isEqualTo(server.connections()));
    }
}
