package io.github.camelmodelarts.call;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.github.camelmodelarts.api.Authenticated;
import io.github.camelmodelarts.api.Body;
import io.github.camelmodelarts.api.Headers;
import io.github.camelmodelarts.api.Responses;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.api.Verdict;
import io.github.camelmodelarts.text.PlainJson;

import static org.assertj.core.api.Assertions.assertThat;

/** The cost of reading a failure response of the maximum length. */
@Tag("K18")
class RefusalCostTest {

    private static final int LONGEST = 64 * 1024;
    private static final int ROUNDS = 20;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final Random random = new Random(1);
    private long length;

    @Test
    @DisplayName(
            "K18: to read a rejection of 64 KiB costs little more than to parse its JSON, for any secrets that are searched")
    void costsLittleMoreThanItsJson() throws Exception {
        String json = "{\"error_code\":\"ModelArts.4503\",\"error_msg\":\"" + words(LONGEST - 60) + "\"}";
        ServiceResponse response = Responses.of(
                400,
                Headers.received(List.of(Map.entry("Content-Type", "application/json"))),
                json.getBytes(StandardCharsets.UTF_8));
        ServiceRequest request = ServiceRequest.of("POST", "https://service.example/v1/infers/s", Body.NONE);
        ServiceRequest proven = request;
        for (int i = 0; i < 8; i++) {
            proven = proven.withHeader("X-Proof-" + i, word(40 + 30 * i));
        }
        Authenticated authenticated = new Authenticated(proven, Verdict.NONE);
        RefusalReader reader =
                new RefusalReader(InstantSource.system(), Api.SERVICE, "authType=APP_CODE, with appCode");

        long parsing = cost(() -> PlainJson.MAPPER.readTree(json).size());
        long reading = cost(() -> reader.read(request, authenticated, response, 1)
                .getResponseBody()
                .length());

        assertThat(length).isPositive();
        assertThat(reading).isLessThan(40 * parsing);
    }

    /** The CPU time of this thread after the code has been compiled, so that the load of the machine does not matter. */
    private long cost(Callable<Integer> read) throws Exception {
        long begin = 0;
        for (int i = 0; i < 2 * ROUNDS; i++) {
            begin = i == ROUNDS ? threads.getCurrentThreadCpuTime() : begin;
            length += read.call();
        }
        return threads.getCurrentThreadCpuTime() - begin;
    }

    private String words(int size) {
        StringBuilder words = new StringBuilder();
        while (words.length() < size) {
            words.append(word(1 + random.nextInt(10))).append(' ');
        }
        return words.substring(0, size);
    }

    private String word(int size) {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < size; i++) {
            word.append("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".charAt(random.nextInt(62)));
        }
        return word.toString();
    }
}
