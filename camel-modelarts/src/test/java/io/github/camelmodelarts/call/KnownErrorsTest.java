package io.github.camelmodelarts.call;

import java.util.EnumSet;
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
        KnownErrors.Entry entry = KnownErrors.find(Api.SERVICE, status, code, "words that are not documented");

        assertThat(entry.code()).isNotNull();
        assertThat(code).startsWith(entry.code().replace("*", ""));
        assertThat(entry.hint()).isNotBlank();
        assertThat(entry.category()).isNotEqualTo(ErrorCategory.UNKNOWN);
        assertThat(entry.retry())
                .isIn(
                        switch (retry) {
                            // no document says whether the model has seen the request when the code is returned
                            case "R" -> EnumSet.of(KnownErrors.Retry.YES, KnownErrors.Retry.IDEMPOTENT);
                            case "I" -> EnumSet.of(KnownErrors.Retry.IDEMPOTENT);
                            case "T" -> EnumSet.of(KnownErrors.Retry.RENEW);
                            default -> EnumSet.of(KnownErrors.Retry.NO);
                        });
    }

    @ParameterizedTest
    @CsvSource({
        "401, APIG.0301, Incorrect IAM authentication information: decrypt token fail, RENEW, token",
        "401, APIG.0301, Incorrect IAM authentication information: AK access failed to reach the limit&forbidden, NO, locked",
        "401, APIG.0301, Incorrect IAM authentication information: calc ak sk signature fail:signature expired, NO, clock",
        "401, APIG.0303, Incorrect app authentication information: signature expired&signature time:x, NO, clock",
        "401, APIG.0303, Incorrect app authentication information: app not found&appkey x, NO, does not know this AppKey",
        "500, ModelArts.4302, Due to self protection ..., YES, longer pause",
        "500, ModelArts.4503, SSL handshake failed, NO, http or https",
    })
    void distinguishesCasesOfOneCodeByTheMessage(
            int status, String code, String words, KnownErrors.Retry retry, String hint) {
        KnownErrors.Entry entry = KnownErrors.find(Api.SERVICE, status, code, words.replace('&', ','));

        assertThat(entry.retry()).isEqualTo(retry);
        assertThat(entry.hint()).contains(hint);
    }

    @ParameterizedTest
    @CsvSource({
        "400, ModelArts.4905, AUTH, NO, API key is wrong",
        "401, ModelArts.4905, AUTH, NO, API key is wrong",
        "429, ModelArts.4207, RATE_LIMIT, NO, quota is used up",
        "403, ModelArts.4207, RATE_LIMIT, NO, quota is used up",
        "413, ModelArts.4104, VALIDATION, NO, raise request_size_limit",
        "400, ModelArts.4104, VALIDATION, NO, raise request_size_limit",
        "413, APIG.0201, VALIDATION, NO, gateway's limit (12 MB)",
        "401, ModelArts.0207, AUTH, NO, clock",
        "401, ModelArts.0205, AUTH, NO, no signature",
        "401, ModelArts.81004, AUTH, NO, not enabled",
        "403, ModelArts.81004, AUTH, NO, not enabled",
        "401, ModelArts.81005, AUTH, NO, free quota",
        "403, ModelArts.81005, AUTH, NO, free quota",
        "401, ModelArts.81006, AUTH, NO, frozen",
        "401, ModelArts.81011, VALIDATION, NO, moderation",
        "400, ModelArts.81013, VALIDATION, NO, language",
        "403, ModelArts.81014, AUTH, NO, expired",
        "403, ModelArts.81015, AUTH, NO, allow-list",
        "404, ModelArts.81108, VALIDATION, NO, no such task",
        "403, ModelArts.81109, AUTH, NO, another account",
        "429, 81101, RATE_LIMIT, YES, requests a minute",
        "429, 81103, RATE_LIMIT, YES, tokens a minute",
        "403, APIG.0501, RATE_LIMIT, NO, quota",
        "503, APIG.0308, RATE_LIMIT, YES, Call less often",
    })
    void readsTheCodeBeforeTheStatus(
            int status, String code, ErrorCategory category, KnownErrors.Retry retry, String hint) {
        KnownErrors.Entry entry = KnownErrors.find(Api.SERVICE, status, code, "words");

        assertThat(entry.category()).isEqualTo(category);
        assertThat(entry.retry()).isEqualTo(retry);
        assertThat(entry.hint()).contains(hint);
    }

    @ParameterizedTest
    @CsvSource({
        "404, APIGW.0101, no API, VALIDATION, modelArtsEndpoint",
        "401, APIGW.0301, verify aksk signature fail, AUTH, secretKey",
        "429, APIGW.0308, throttled, RATE_LIMIT, pollInterval",
        "403, ModelArts.0203, No permission, AUTH, projectId",
        "400, ModelArts.4200, Parameter x is invalid., VALIDATION, field",
        "409, ModelArts.3503, exists, VALIDATION, updateService",
        "403, X.1, words, AUTH, IAM",
        "404, X.1, words, VALIDATION, apiVersion",
        "503, X.1, words, SERVER_ERROR, later",
        "418, X.1, words, VALIDATION, ",
    })
    void hasOtherHintsForTheManagementApi(int status, String code, String words, ErrorCategory category, String hint) {
        KnownErrors.Entry entry = KnownErrors.find(Api.MANAGEMENT, status, code, words);

        assertThat(entry.category()).isEqualTo(category);
        assertThat(entry.hint() == null ? "" : entry.hint()).contains(hint == null ? "" : hint);
        assertThat(String.valueOf(entry.hint())).doesNotContain("model,", "infers", "12 MB");
    }

    @ParameterizedTest
    @CsvSource({
        "429, APIG.0308, false",
        "502, APIG.0201, false",
        "503, ModelArts.4302, false",
        "503, ModelArts.4700, false",
        "429, X.1, false",
        "500, APIG.0601, true",
        "500, ModelArts.4302, true",
        "500, ModelArts.4503, true",
        "504, APIG.0201, true",
        "504, ModelArts.4503, true",
        "502, X.1, true",
        "503, X.1, true",
        "500, X.1, true",
    })
    void assumesThatTheModelHasNotSeenARequestOnlyIfACodeSaysSo(int status, String code, boolean mayHaveExecuted) {
        assertThat(KnownErrors.find(Api.SERVICE, status, code, "words").mayHaveExecuted())
                .isEqualTo(mayHaveExecuted);
    }

    @Test
    void classifiesUnknownCodesByTheStatus() {
        assertThat(KnownErrors.find(Api.SERVICE, 429, null, null).category()).isEqualTo(ErrorCategory.RATE_LIMIT);
        assertThat(KnownErrors.find(Api.SERVICE, 401, "X.1", "").category()).isEqualTo(ErrorCategory.AUTH);
        assertThat(KnownErrors.find(Api.SERVICE, 503, "X.1", "").retryable()).isTrue();
        assertThat(KnownErrors.find(Api.SERVICE, 418, null, null).category()).isEqualTo(ErrorCategory.VALIDATION);
        assertThat(IntStream.rangeClosed(100, 999)
                        .mapToObj(status -> KnownErrors.find(Api.SERVICE, status, "X.1", "x")))
                .allSatisfy(entry -> assertThat(entry.code()).isNull());
    }
}
