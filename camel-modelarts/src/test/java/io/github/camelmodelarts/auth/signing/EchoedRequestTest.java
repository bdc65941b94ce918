package io.github.camelmodelarts.auth.signing;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The explanation for a canonical request that a gateway quotes. */
class EchoedRequestTest {

    private static final CanonicalRequest OURS = CanonicalRequest.of(
            "GET",
            "/test",
            "",
            Map.of("host", "service.example", "x-security-token", "test-security-token", "x-stage", "a|b"),
            "hash");

    private static final String QUOTED = OURS.text().replace('\n', '|');

    private static String difference(String quoted) {
        return EchoedRequest.difference("verify signature fail, canonicalRequest:" + quoted, OURS);
    }

    @Test
    void isNullIfNoRequestIsQuoted() {
        assertThat(EchoedRequest.difference("verify signature fail", OURS)).isNull();
        assertThat(EchoedRequest.difference("", OURS)).isNull();
    }

    @Test
    void namesTheSecretIfBothAreTheSame() {
        assertThat(difference(" " + QUOTED + "\n")).contains("the secret does not match the key");
        assertThat(EchoedRequest.difference("canonicalRequest:" + QUOTED, OURS))
                .contains("the secret does not match the key");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, POST, line 1 of the canonical request was 'GET' when it was signed&44; and 'POST' at the gateway",
        "/test/, /other/, line 2 of the canonical request was '/test/' when it was signed&44; and '/other/' at the",
        "service.example, evil.example, line 4 of the canonical request was 'host:service.example' when it was",
        "test-security-token, another, line 5 of the canonical request was 'x-security-token:***' when it was signed&44;"
                + " and 'x-security-token:***' at the gateway",
        "|hash, '', line 10 of the canonical request was 'hash' when it was signed&44; and 'nothing' at the gateway",
        "hash, hash|more, line 11 of the canonical request was 'nothing' when it was signed&44; and 'more' at the gateway",
    })
    void namesTheFirstDifferentLine(String from, String to, String said) {
        assertThat(difference(QUOTED.replace(from, to))).contains(said.replace("&44;", ","));
    }
}
