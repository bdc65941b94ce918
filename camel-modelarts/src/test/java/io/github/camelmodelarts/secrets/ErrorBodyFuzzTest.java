package io.github.camelmodelarts.secrets;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.api.WrittenAnswer;

import static org.assertj.core.api.Assertions.assertThat;

/** The body of an error response with any content from a gateway, a model or a proxy. */
class ErrorBodyFuzzTest {

    @FuzzTest
    void readsErrors(byte[] written) {
        ServiceResponse answer = WrittenAnswer.read(written);

        ErrorBody said = ErrorBody.of(answer);

        assertThat(said.code()).isNotEqualTo("");
        assertThat(said.message()).isNotEqualTo("");
        assertThat(said.isShaped() && said.code() == null && said.message() == null)
                .isFalse();
        assertThat(said.isHtml() && said.message() != null).isFalse();
        assertThat(said.withoutUnshaped().message()).isEqualTo(said.isShaped() ? said.message() : null);
        if (!said.isShaped() && said.message() != null) {
            // the data of an event is without the beginnings of its lines
            assertThat(said.message().lines()).allMatch(answer.text()::contains);
        }
    }
}
