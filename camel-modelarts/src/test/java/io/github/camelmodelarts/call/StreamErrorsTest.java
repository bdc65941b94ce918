package io.github.camelmodelarts.call;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.camelmodelarts.api.ErrorCategory;
import io.github.camelmodelarts.api.ModelArtsStreamException;

import static org.assertj.core.api.Assertions.assertThat;

/** What the failure of a stream says about the error code of the service. */
class StreamErrorsTest {

    @ParameterizedTest
    @CsvSource({
        "ModelArts.81101, RATE_LIMIT, true, Too many requests a minute",
        "81103, RATE_LIMIT, true, Too many tokens a minute",
        "ModelArts.81011, VALIDATION, false, rejected by moderation",
        "MR.0105, VALIDATION, false, The model could not process this input",
        "429, RATE_LIMIT, true, ",
        "503, SERVER_ERROR, true, ",
        "404, VALIDATION, false, ",
        "ModelArts.81003, AUTH, false, API key is not valid",
        "rate_limit_exceeded, RATE_LIMIT, true, Call less often",
        "context_length_exceeded, VALIDATION, false, fewer or shorter messages",
        "a_code_of_its_own, UNKNOWN, false, ",
        ", UNKNOWN, false, ",
    })
    void givesTheAdviceOfItsCode(
            @Nullable String code, ErrorCategory category, boolean isRetryable, @Nullable String hint) {
        ModelArtsStreamException failure = StreamErrors.explained(new ModelArtsStreamException("it failed", false, null)
                .withErrorCode(code)
                .afterEvents(3));

        assertThat(failure.getCategory()).isEqualTo(category);
        assertThat(failure.isRetryable()).isEqualTo(isRetryable);
        assertThat(failure.getErrorCode()).isEqualTo(code);
        assertThat(failure.getEvents()).isEqualTo(3);
        assertThat(failure).hasMessageStartingWith("it failed. Events handed on before: 3");
        if (hint == null) {
            assertThat(failure.getHint()).isNull();
        } else {
            assertThat(failure.getHint()).contains(hint);
            assertThat(failure).hasMessageContaining(hint);
        }
    }
}
