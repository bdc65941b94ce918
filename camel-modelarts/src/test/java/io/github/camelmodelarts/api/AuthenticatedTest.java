package io.github.camelmodelarts.api;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/** Tests {@link Authenticated} and its default verdict. */
class AuthenticatedTest {

    private static final ServiceRequest REQUEST = ServiceRequest.of("POST", "https://service.example/v1", Body.NONE);
    private static final ServiceResponse REJECTED = Responses.of(401, Headers.NONE, new byte[0]);

    @Test
    void refusesANullRequestOrVerdict() {
        assertThatNullPointerException()
                .isThrownBy(() -> new Authenticated(null, Verdict.NONE))
                .withMessage("request");
        assertThatNullPointerException()
                .isThrownBy(() -> new Authenticated(null))
                .withMessage("request");
        assertThatNullPointerException()
                .isThrownBy(() -> new Authenticated(REQUEST, null))
                .withMessage("verdict");
    }

    @Test
    void defaultVerdictChangesNothing() {
        Authenticated authenticated = new Authenticated(REQUEST);

        assertThat(authenticated.request()).isSameAs(REQUEST);
        assertThat(authenticated.verdict()).isSameAs(Verdict.NONE);
        assertThat(authenticated.verdict().refused(REJECTED)).isCompletedWithValue(false);
        authenticated.verdict().settled(REJECTED);
        authenticated.verdict().settled(null);
        assertThat(authenticated.verdict().explain("words")).isNull();
    }
}
