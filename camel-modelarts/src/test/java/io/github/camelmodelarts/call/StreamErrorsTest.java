package io.github.camelmodelarts.call;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.camelmodelarts.api.ModelArtsStreamException;

import static org.assertj.core.api.Assertions.assertThat;

/** What the failure of a stream says about the error code of the service. */
class StreamErrorsTest {

    @ParameterizedTest
    @CsvSource({
        "ModelArts.81101, true, Too many requests a minute",
        "81103, true, Too many tokens a minute",
        "ModelArts.81011, false, rejected by moderation",
        "MR.0105, false, The model could not process this input",
        "429, true, ",
        "503, true, ",
        "404, false, ",
        "context_length_exceeded, false, ",
        ", false, ",
    })
    void givesTheAdviceOfItsCode(@Nullable String code, boolean isRetryable, @Nullable String hint) {
        ModelArtsStreamException failure = StreamErrors.explained(new ModelArtsStreamException("it failed", false, null)
                .withErrorCode(code)
                .afterEvents(3));

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
