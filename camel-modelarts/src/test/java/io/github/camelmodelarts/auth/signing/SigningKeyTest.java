package io.github.camelmodelarts.auth.signing;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The output of a signing key, and what it shows of itself. */
class SigningKeyTest {

    private static final String DATE = "20261122T080000Z";
    private static final CanonicalRequest REQUEST =
            CanonicalRequest.of("GET", "/", "", Map.of("host", "service.example", "x-sdk-date", "d"), "hash");

    private final SigningKey key = new SigningKey("test-access-key", "test-secret-key");

    @Test
    void recognizesItsOwnAuthorization() {
        assertThat(SigningKey.isAuthorization(key.similar(REQUEST, DATE).authorization(""), REQUEST))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Bearer test-token",
                "SDK-HMAC-SHA256 Access=a, SignedHeaders=host, Signature=00",
                "SDK-HMAC-SHA256 Access=a, SignedHeaders=host;x-sdk-date;x-stage, Signature=00",
                "V11-HMAC-SHA256 Access=a, SignedHeaders=host;x-sdk-date, Signature=00",
            })
    void doesNotRecognizeOtherHeadersOrAlgorithms(String authorization) {
        assertThat(SigningKey.isAuthorization(authorization, REQUEST)).isFalse();
    }

    @Test
    void datesToTheSecondInUtc() {
        assertThat(SigningKey.date(Instant.parse("2026-11-22T23:59:59.999Z"))).isEqualTo("20261122T235959Z");
    }

    @Test
    void signsDifferentRequestsOnManyThreads() throws InterruptedException {
        List<CanonicalRequest> requests = IntStream.range(0, 5000)
                .mapToObj(i -> CanonicalRequest.of(
                        "POST", "/" + "long".repeat(i % 50), "", Map.of("host", "service" + i), "hash" + i))
                .toList();
        List<Callable<String>> tasks = requests.stream()
                .<Callable<String>>map(
                        request -> () -> key.similar(request, DATE).authorization(""))
                .toList();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Future<String>> signed;
        try {
            signed = threads.invokeAll(tasks);
        } finally {
            threads.shutdown();
        }

        assertThat(signed)
                .zipSatisfy(
                        requests,
                        (one, request) -> assertThat(one)
                                .succeedsWithin(Duration.ZERO)
                                .isEqualTo(new SigningKey("test-access-key", "test-secret-key")
                                        .similar(request, DATE)
                                        .authorization("")));
    }

    @Test
    @SuppressWarnings({"NullAway", "DataFlowIssue"}) // the null makes the computation fail after its first step
    void signsAfterASignatureThatFailedInItsMidst() {
        byte[] text = {1, 2, 3};
        String signature = key.signature(text, text, text);

        assertThatThrownBy(() -> key.signature(text, text, null)).isInstanceOf(NullPointerException.class);

        assertThat(key.signature(text, text, text)).isEqualTo(signature);
    }

    @Test
    void showsOnlyTheNameOfTheAlgorithm() {
        assertThat(key).hasToString("SDK-HMAC-SHA256 key");
    }

    @Test
    void refusesAnEmptySecret() {
        assertThatThrownBy(() -> new SigningKey("test-access-key", "")).isInstanceOf(IllegalArgumentException.class);
    }
}
