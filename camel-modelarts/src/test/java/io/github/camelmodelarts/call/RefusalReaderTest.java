package io.github.camelmodelarts.call;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.Authenticated;
import io.github.camelmodelarts.api.Body;
import io.github.camelmodelarts.api.ErrorCategory;
import io.github.camelmodelarts.api.Headers;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.Responses;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.api.Verdict;

import static org.assertj.core.api.Assertions.assertThat;

/** The parts of a failure response that an exception keeps. */
class RefusalReaderTest {

    private static final String PROOF = "test-token-0123456789";
    private static final ServiceRequest REQUEST =
            ServiceRequest.of("POST", "https://service.example/v1/infers/s?token=1", Body.NONE);
    private static final ServiceRequest PROVEN = REQUEST.withHeader("X-Auth-Token", PROOF);

    private final InstantSource clock = InstantSource.fixed(Instant.parse("2026-11-22T08:00:00Z"));

    private ModelArtsOperationFailedException read(int status, String body, Map<String, String> headers) {
        return read(Api.SERVICE, Verdict.NONE, status, body, headers);
    }

    private ModelArtsOperationFailedException read(
            Api api, Verdict verdict, int status, String body, Map<String, String> headers) {
        ServiceResponse answer = Responses.of(
                status, Headers.received(List.copyOf(headers.entrySet())), body.getBytes(StandardCharsets.UTF_8));
        return new RefusalReader(clock, api, "authType=TOKEN, with token")
                .read(REQUEST, new Authenticated(PROVEN, verdict), answer, 2);
    }

    @Test
    void readsAllPartsOfAnError() {
        ModelArtsOperationFailedException refused = read(
                429,
                "{\"error_code\":\"APIG.0308\",\"error_msg\":\"The throttling threshold has been reached\",\"request_id\":\"r-1\"}",
                Map.of("Retry-After", "7"));

        assertThat(refused.getStatusCode()).isEqualTo(429);
        assertThat(refused.getErrorCode()).isEqualTo("APIG.0308");
        assertThat(refused.getErrorMessage()).isEqualTo("The throttling threshold has been reached");
        assertThat(refused.getRequestId()).isEqualTo("r-1");
        assertThat(refused.getCategory()).isEqualTo(ErrorCategory.RATE_LIMIT);
        assertThat(refused.isRetryable()).isTrue();
        assertThat(refused.mayHaveExecuted()).isFalse();
        assertThat(refused.getRetryAfter()).isEqualTo(Duration.ofSeconds(7));
        assertThat(refused.getAttempts()).isEqualTo(2);
        assertThat(refused.getHint()).isNotBlank();
        assertThat(refused.getUri()).isEqualTo("https://service.example/v1/infers/s");
        assertThat(refused.getRedirectLocation()).isNull();
        assertThat(refused.getResponseBody()).contains("APIG.0308");
    }

    @Test
    void masksEchoedCredentialsInEachPart() {
        ModelArtsOperationFailedException refused = read(
                400,
                "{\"error_code\":\"%1$s\",\"error_msg\":\"not %1$s\",\"request_id\":\"%1$s\"}".formatted(PROOF),
                Map.of("X-Echo", "of " + PROOF, "Location", "https://" + PROOF + ".example/"));

        assertThat(refused.getErrorCode()).isEqualTo("***");
        assertThat(refused.getErrorMessage()).isEqualTo("not ***");
        assertThat(refused.getRequestId()).isEqualTo("***");
        assertThat(refused.getResponseBody()).doesNotContain(PROOF);
        assertThat(refused.getResponseHeaders()).containsEntry("X-Echo", "of ***");
        assertThat(refused.getRedirectLocation()).isEqualTo("https://***.example");
        Verdict explaining = new Verdict() {
            @Override
            public @Nullable String explain(String errorMessage) {
                return errorMessage + " of " + PROOF;
            }
        };
        assertThat(read(Api.SERVICE, explaining, 401, "{\"error_msg\":\"words\"}", Map.of())
                        .getHint())
                .isEqualTo("words of ***. The request used authType=TOKEN, with token");
        assertThat(read(Api.SERVICE, explaining, 401, "", Map.of()).getHint()).doesNotContain("words");
    }

    @Test
    void leavesMissingPartsNull() {
        ModelArtsOperationFailedException refused = read(418, "", Map.of());

        assertThat(refused.getErrorCode()).isNull();
        assertThat(refused.getErrorMessage()).isNull();
        assertThat(refused.getRequestId()).isNull();
        assertThat(refused.getRetryAfter()).isNull();
    }

    @Test
    void saysThatAnHtmlPageIsNotFromModelArts() {
        assertThat(read(502, "<html><body>Bad Gateway</body></html>", Map.of("Content-Type", "text/html"))
                        .getHint())
                .contains("HTML page");
        assertThat(read(502, "{\"error_code\":\"APIG.0201\"}", Map.of("Content-Type", "application/json"))
                        .getHint())
                .doesNotContain("HTML page");
    }

    @ParameterizedTest
    @CsvSource({
        "405, httpMethod",
        "413, 12 MB",
        "414, Path and query",
        "429, Call less often",
    })
    void givesAnHtmlPageTheHintOfItsStatus(int status, String hint) {
        assertThat(read(status, "<html><body>nginx</body></html>", Map.of("Content-Type", "text/html"))
                        .getHint())
                .contains(hint)
                .doesNotContain("HTML page");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"error_code\":81101,\"error_msg\":\"Too many requests\"}",
                "{\"error_code\":\"81101\",\"error_msg\":\"Too many requests\"}",
                "{\"code\":81101,\"message\":\"Too many requests\"}",
                "{\"error\":{\"code\":81101,\"message\":\"Too many requests\",\"type\":\"rate\"},\"span_id\":\"s\"}",
                "{\"error\":{\"code\":\"ModelArts.81101\",\"message\":\"Too many requests\"}}",
                "\uFEFF{\"error_code\":\"ModelArts.81101\",\"error_msg\":\"Too many requests\"}",
                "data: {\"error_code\":\"ModelArts.81101\",\"error_msg\":\"Too many requests\"}\n\n",
            })
    void readsTheCodesOfMaasInEachShape(String body) {
        ModelArtsOperationFailedException refused = read(403, body, Map.of());

        assertThat(refused.getErrorCode()).endsWith("81101");
        assertThat(refused.getErrorMessage()).isEqualTo("Too many requests");
        assertThat(refused.getCategory()).isEqualTo(ErrorCategory.RATE_LIMIT);
        assertThat(refused.getHint()).contains("requests a minute");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: {\"error\":{\"code\":\"ModelArts.81001\",\"message\":\"no such field\",\"type\":\"t\"}}",
                "data:{\"error_code\":\"ModelArts.81001\",\"error_msg\":\"no such field\"}\r\n\r\ndata: [DONE]\r\n\r\n",
                "\uFEFFevent: error\nid: 1\ndata: {\"error_code\":\"ModelArts.81001\",\"error_msg\":\"no such field\"}\n\n",
                ": keep-alive\n\ndata: {\ndata: \"error_code\":\"ModelArts.81001\",\ndata: \"error_msg\":\"no such field\"}\n\n",
                "retry:1\r\rdata: {\"error_code\":\"ModelArts.81001\",\"error_msg\":\"no such field\"}\r\rdata: {}\r\r",
            })
    void readsTheErrorOfAStreamedCallFromItsFirstEvent(String body) {
        ModelArtsOperationFailedException refused = read(400, body, Map.of("Content-Type", "text/event-stream"));

        assertThat(refused.getErrorCode()).isEqualTo("ModelArts.81001");
        assertThat(refused.getErrorMessage()).isEqualTo("no such field");
        assertThat(refused.getCategory()).isEqualTo(ErrorCategory.VALIDATION);
        assertThat(refused.getHint()).contains("does not accept this body");
    }

    @ParameterizedTest
    @CsvSource({
        "'data: too long\n\ndata: [DONE]\n\n', too long",
        "'event: error\ndata: too\ndata: long\n\n', 'too\\u000Along'",
        "'event: none of these', 'event: none of these'",
        "'event: none\nof these', 'event: none\\u000Aof these'",
        "'Traceback:\ndata: {\"code\":\"c\"}', 'Traceback:\\u000Adata: {\"code\":\"c\"}'",
        "'data:', ",
    })
    void readsATextAsAnEventOnlyIfItIsOne(String body, @Nullable String message) {
        assertThat(read(400, body.translateEscapes(), Map.of()).getErrorMessage())
                .isEqualTo(message);
    }

    @Test
    void doesNotReadOtherNumbersAsCodes() {
        String body = "{\"object\":\"error\",\"message\":\"no such model\",\"type\":\"NotFoundError\",\"code\":404}";
        ModelArtsOperationFailedException refused = read(404, body, Map.of());

        assertThat(refused.getErrorMessage()).isEqualTo("no such model");
        assertThat(refused.getHint()).contains("Check the address");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "405 | {\"detail\":\"Method Not Allowed\"} | Method Not Allowed",
                "500 | {\"error\":\"out of memory\"} | out of memory",
                "422 | {\"detail\":[{\"msg\":\"field required\"}]} | ",
                "500 | {\"error\":\" \"} | ",
            })
    void readsAnErrorThatIsOnlyAText(int status, String body, @Nullable String message) {
        ModelArtsOperationFailedException refused = read(status, body, Map.of());

        assertThat(refused.getErrorMessage()).isEqualTo(message);
        assertThat(refused.getErrorCode()).isNull();
    }

    @Test
    void readsTheErrorsOfOpenAi() {
        String body =
                "{\"error\":{\"message\":\"Slow down\",\"type\":\"tokens\",\"param\":null,\"code\":\"rate_limit_exceeded\"}}";
        ModelArtsOperationFailedException refused = read(429, body, Map.of());

        assertThat(refused.getErrorCode()).isEqualTo("rate_limit_exceeded");
        assertThat(refused.getErrorMessage()).isEqualTo("Slow down");
        assertThat(refused.getCategory()).isEqualTo(ErrorCategory.RATE_LIMIT);
        assertThat(refused.isRetryable()).isTrue();

        ModelArtsOperationFailedException invalid = read(
                400,
                "{\"error\":{\"message\":\"no such field\",\"type\":\"invalid_request_error\",\"code\":null}}",
                Map.of());
        assertThat(invalid.getErrorCode()).isNull();
        assertThat(invalid.getErrorMessage()).isEqualTo("no such field");
        assertThat(invalid.getCategory()).isEqualTo(ErrorCategory.VALIDATION);
    }

    @Test
    void readsABodyWithoutKnownShapeOnlyFromServices() {
        assertThat(read(Api.SERVICE, Verdict.NONE, 500, "plain words", Map.of()).getErrorMessage())
                .isEqualTo("plain words");
        assertThat(read(Api.MANAGEMENT, Verdict.NONE, 500, "plain words", Map.of())
                        .getErrorMessage())
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "https://evil.example/steal?token=t, https://evil.example",
        "//evil.example/steal, //evil.example",
        "/elsewhere, (elsewhere on this host)",
        "'ht tp:', (unreadable)",
    })
    void showsOnlySchemeAndHostOfARedirect(String location, String shown) {
        assertThat(read(302, "", Map.of("Location", location)).getRedirectLocation())
                .isEqualTo(shown);
    }
}
