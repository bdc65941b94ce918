package io.github.camelmodelarts.call;

import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.camelmodelarts.api.ErrorCategory;

import static org.assertj.core.api.Assertions.assertThat;

class KnownErrorsTest {

    @ParameterizedTest(name = "{0} {1}")
    @CsvFileSource(resources = "documented-codes.csv")
    void knowsEveryDocumentedCodeByItsStatus(String code, int status, String retry) {
        KnownErrors.Entry entry = KnownErrors.find(status, code, "words that nobody documents");

        assertThat(entry.code()).isNotNull();
        assertThat(code).startsWith(entry.code().replace("*", ""));
        assertThat(entry.hint()).isNotBlank();
        assertThat(entry.category()).isNotEqualTo(ErrorCategory.UNKNOWN);
        assertThat(entry.retry())
                .isEqualTo(
                        switch (retry) {
                            case "R" -> KnownErrors.Retry.YES;
                            case "I" -> KnownErrors.Retry.IDEMPOTENT;
                            case "T" -> KnownErrors.Retry.RENEW;
                            default -> KnownErrors.Retry.NO;
                        });
    }

    @ParameterizedTest
    @CsvSource({
        "401, APIG.0301, Incorrect IAM authentication information: decrypt token fail, RENEW, token",
        "401, APIG.0301, Incorrect IAM authentication information: AK access failed to reach the limit&forbidden, NO, locked",
        "401, APIG.0301, Incorrect IAM authentication information: calc ak sk signature fail:signature expired, NO, clock",
        "401, APIG.0303, Incorrect app authentication information: signature expired&signature time:x, NO, clock",
        "401, APIG.0303, Incorrect app authentication information: app not found&appkey x, NO, AppKey is not known",
        "500, ModelArts.4302, Due to self protection ..., YES, longer pause",
        "500, ModelArts.4503, SSL handshake failed, NO, http or https",
    })
    void tellsCasesOfOneCodeApartByTheWords(
            int status, String code, String words, KnownErrors.Retry retry, String hint) {
        KnownErrors.Entry entry = KnownErrors.find(status, code, words.replace('&', ','));

        assertThat(entry.retry()).isEqualTo(retry);
        assertThat(entry.hint()).contains(hint);
    }

    @Test
    void classifiesWhatItDoesNotKnowByTheStatus() {
        assertThat(KnownErrors.find(429, null, null).category()).isEqualTo(ErrorCategory.RATE_LIMIT);
        assertThat(KnownErrors.find(401, "X.1", "").category()).isEqualTo(ErrorCategory.AUTH);
        assertThat(KnownErrors.find(503, "X.1", "").retryable()).isTrue();
        assertThat(KnownErrors.find(418, null, null).category()).isEqualTo(ErrorCategory.VALIDATION);
        assertThat(IntStream.rangeClosed(100, 999).mapToObj(status -> KnownErrors.find(status, "X.1", "x")))
                .allSatisfy(entry -> assertThat(entry.code()).isNull());
    }
}
