package io.github.camelmodelarts.faults;

import java.io.ByteArrayInputStream;

import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.support.CoreFaultTest;
import io.github.camelmodelarts.support.CountedDigest;
import io.github.camelmodelarts.support.RouteTest;
import io.github.camelmodelarts.support.ScriptedServer;
import io.github.camelmodelarts.support.WatchedCache;

import static org.assertj.core.api.Assertions.assertThat;

/** A body that Camel has cached is read once for the signature and once for sending. If that fails, its key stays usable. */
class StreamCachesTest extends CoreFaultTest {

    @AfterEach
    void countNoLonger() {
        CountedDigest.remove();
    }

    private static ScriptedServer answering() throws Exception {
        return ScriptedServer.answering(200, "Content-Type: application/json\r\n", "{}");
    }

    private static String signed(ScriptedServer server) {
        return "modelarts:predict?authType=AK_SK&bodyType=RAW&address=" + server.address();
    }

    @Test
    @Tag("K23")
    @DisplayName("K23: a custom stream cache")
    void readsACacheOnceToSignAndOnceToSend() throws Exception {
        WatchedCache cache = WatchedCache.of(new byte[1_000_000]);
        try (ScriptedServer server = answering()) {
            ends.send(routes.producer(signed(server)), routes.exchange(cache));

            RouteTest.assertPredicted(ends.awaitExchanges().get(0));
            assertThat(cache.bytesRead()).isEqualTo(2 * cache.length());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {100_000, 1_000_000})
    @Tag("K23")
    @DisplayName("K23: a stream that Camel caches in memory or spools to disk; its length:")
    void hashesACachedStreamOnce(int length) throws Exception {
        try (ScriptedServer server = answering()) {
            String from = routes.route(signed(server));
            RouteTest.assertPredicted(routes.call(from, new ByteArrayInputStream(new byte[] {1})));
            CountedDigest.install();

            Exchange exchange = routes.call(from, new ByteArrayInputStream(new byte[length]));

            RouteTest.assertPredicted(exchange);
            // the canonical request is hashed as well, and is much shorter
            assertThat(CountedDigest.bytes()).isBetween((long) length, length + 10_000L);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"AK_SK", "APP_SIGNATURE"})
    @Tag("K06")
    @DisplayName("K06: Errors while bodies are hashed before the first success of a key, with")
    void keyStillWorksAfterErrorsBeforeItsFirstSuccess(String authType) throws Exception {
        AsyncProducer producer = routes.producer(
                "modelarts:predict?totalTimeout=10s&authType=" + authType + "&address=" + local.address(echo.name()));
        for (int i = 0; i < 4; i++) {
            ends.send(producer, routes.exchange(WatchedCache.failing()));
        }
        assertThat(ends.awaitExchanges())
                .hasSize(4)
                .allSatisfy(exchange -> assertThat(exchange.getException()).hasStackTraceContaining("test/Missing"));

        ends.send(producer, routes.exchange("{}"));

        RouteTest.assertPredicted(ends.awaitExchanges().get(4));
    }
}
