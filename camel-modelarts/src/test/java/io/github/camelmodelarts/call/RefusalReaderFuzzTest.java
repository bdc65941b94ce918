package io.github.camelmodelarts.call;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.github.camelmodelarts.api.Authenticated;
import io.github.camelmodelarts.api.Body;
import io.github.camelmodelarts.api.Credentials;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.api.WrittenAnswer;
import io.github.camelmodelarts.auth.HostClocks;
import io.github.camelmodelarts.auth.Scheme;
import io.github.camelmodelarts.auth.Schemes;

import static io.github.camelmodelarts.api.Plain.assertPlain;
import static org.assertj.core.api.Assertions.assertThat;

/** Failure responses, also with an echoed canonical request: the exception is short and printable and shows no secret. */
class RefusalReaderFuzzTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2023-05-27T01:54:31Z"));
    private static final ServiceRequest REQUEST = ServiceRequest.of(
            "POST",
            "https://d7da6fe436fb48f2af3c5c2e5b203df7.example.com/test?a=1",
            Body.of("{}".getBytes(StandardCharsets.UTF_8), "application/json"));
    private static final Authenticated SIGNED = Schemes.strategy(
                    new Credentials.AccessKey("TESTACCESSKEY0000000", "test-secret-key", "test/security+token=="),
                    new Scheme.Surroundings(
                            "RELEASE", HostClocks.of(CLOCK), user -> request -> new CompletableFuture<>()))
            .authenticate(REQUEST)
            .toCompletableFuture()
            .join();
    /** The secrets in the forms in which a reader of the message could use them: unchanged, or escaped as in JSON. */
    private static final List<String> SECRETS = Stream.of(
                    "test-secret-key",
                    "test/security+token==",
                    "test\\/security+token==",
                    SIGNED.request().headers().get("Authorization"),
                    SIGNED.request().headers().get("Authorization").replaceFirst(".*Signature=", ""))
            .toList();

    private static final String LOCATION =
            "[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*|//[^/?#]*|\\(elsewhere on this host\\)|\\(unreadable\\)";

    @FuzzTest
    void tellsAFailureInPlainWords(byte[] written) {
        ServiceResponse answer = WrittenAnswer.read(written);
        for (Api api : Api.values()) {
            ModelArtsOperationFailedException failure =
                    new RefusalReader(CLOCK, api, "authType=TOKEN, with token").read(REQUEST, SIGNED, answer, 1);

            assertPlain(failure.getMessage(), 2000);
            assertPlain(failure.getErrorMessage(), 1024 + 3);
            assertPlain(failure.getErrorCode(), 64 + 3);
            assertPlain(failure.getRequestId(), 128 + 3);
            assertPlain(failure.getHint(), 1024 + 3);
            assertThat(failure.getCategory()).isNotNull();
            assertThat(failure.getStatusCode()).isEqualTo(answer.status());
            if (failure.getRetryAfter() != null) {
                assertThat(failure.getRetryAfter()).isBetween(Duration.ZERO, Duration.ofDays(1));
            }
            if (failure.getRedirectLocation() != null) {
                assertPlain(failure.getRedirectLocation(), 300);
                assertThat(failure.getRedirectLocation()).matches(LOCATION);
            }
            assertNoSecrets(failure);
        }
    }

    private static void assertNoSecrets(ModelArtsOperationFailedException failure) {
        Map<String, String> headers = failure.getResponseHeaders();
        String all = failure + " " + failure.getErrorCode() + " " + failure.getErrorMessage() + " "
                + failure.getRequestId() + " " + failure.getHint() + " " + failure.getResponseBody() + " "
                + headers.values() + " " + failure.getRedirectLocation();
        assertThat(all).doesNotContain(SECRETS);
    }
}
