package io.github.camelmodelarts.faults;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.support.CoreFaultTest;
import io.github.camelmodelarts.support.CountedDigest;
import io.github.camelmodelarts.support.NumberedBytes;
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
    @CsvSource({"100000, 0", "1000000, 1"})
    @Tag("K23")
    @DisplayName("K23: a stream that Camel caches in memory or spools to disk; its length:")
    void hashesACachedStreamOnce(int length, int spooled) throws Exception {
        File folder = routes.context().getStreamCachingStrategy().getSpoolDirectory();
        AtomicInteger files = new AtomicInteger();
        try (ScriptedServer server = ScriptedServer.running((request, out, connection) -> {
            files.set(folder.list().length);
            out.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
                    .getBytes(StandardCharsets.US_ASCII));
        })) {
            String from = routes.route(signed(server));
            RouteTest.assertPredicted(routes.call(from, new NumberedBytes(1)));
            CountedDigest.install();

            Exchange exchange = routes.call(from, new NumberedBytes(length));

            RouteTest.assertPredicted(exchange);
            // the canonical request is hashed as well, and is much shorter
            assertThat(CountedDigest.bytes()).isBetween((long) length, length + 10_000L);
            assertThat(files).hasValue(spooled);
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
