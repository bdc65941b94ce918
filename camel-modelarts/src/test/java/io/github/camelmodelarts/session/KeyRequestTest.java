package io.github.camelmodelarts.session;

import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.camelmodelarts.api.AuthType;
import io.github.camelmodelarts.api.Credentials;
import io.github.camelmodelarts.api.ServiceAddress;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.api.WrittenAnswer;

import static org.assertj.core.api.Assertions.assertThat;

/** IAM is asked for a temporary key of a day, which is renewed by the clock of IAM. */
class KeyRequestTest {

    private static final String KEY =
            "{\"credential\": {\"access\": \"TESTACCESSKEY\", \"secret\": \"test-secret-key\", \"securitytoken\": \"test-token\"";

    private final KeyRequest request = new KeyRequest(
            ServiceAddress.parse("https://iam.example"),
            AuthType.PASSWORD,
            InstantSource.fixed(Instant.parse("2026-11-22T08:00:00Z")));

    @Test
    void asksForAKeyOfADay() throws Exception {
        Answering iam = new Answering(List.of(answer("201\n\n" + KEY + "}}")));

        Lease<?> lease = (Lease<?>) Answering.outcome(request.send(iam));

        ServiceRequest sent = iam.requests().get(0);
        assertThat(sent.method()).isEqualTo("POST");
        assertThat(sent.uri()).hasToString("https://iam.example/v3.0/OS-CREDENTIAL/securitytokens");
        try (InputStream body = Channels.newInputStream(sent.body().open())) {
            assertThat(new String(body.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo(
                            "{\"auth\":{\"identity\":{\"methods\":[\"token\"],\"token\":{\"duration_seconds\":86400}}}}");
        }
        assertThat(lease.value())
                .isEqualTo(new Credentials.AccessKey("TESTACCESSKEY", "test-secret-key", "test-token"));
    }

    @ParameterizedTest
    @CsvSource({
        // by the date of the response, although this machine's clock shows 8:00
        "'Sun, 22 Nov 2026 20:00:00 GMT', 2026-11-23T08:00:00Z, PT12H",
        ", 2026-11-22T09:00:00Z, PT1H",
        "'not a date', 2026-11-22T09:00:00Z, PT1H",
        // never longer than asked for
        ", 2027-11-22T09:00:00Z, PT24H",
        // the shortest life that IAM issues, if the response has no valid one
        ", 2026-11-22T07:00:00Z, PT15M",
        ", tomorrow, PT15M"
    })
    void takesTheLifeFromTheResponse(String date, String expires, Duration life) {
        Answering iam = new Answering(List.of(answer("201\n" + (date == null ? "" : "Date: " + date + "\n") + "\n" + KEY
                + ", \"expires_at\": \"" + expires + "\"}}")));

        assertThat(Answering.outcome(request.send(iam)))
                .isInstanceOfSatisfying(
                        Lease.class, lease -> assertThat(lease.life()).isEqualTo(life));
    }

    private static ServiceResponse answer(String text) {
        return WrittenAnswer.read(text.getBytes(StandardCharsets.UTF_8));
    }
}
