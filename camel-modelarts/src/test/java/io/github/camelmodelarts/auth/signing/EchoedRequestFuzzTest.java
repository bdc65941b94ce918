package io.github.camelmodelarts.auth.signing;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import com.code_intelligence.jazzer.junit.FuzzTest;

import static org.assertj.core.api.Assertions.assertThat;

/** A canonical request as a gateway quotes it: cut, changed or invented. */
class EchoedRequestFuzzTest {

    private static final CanonicalRequest OURS = CanonicalRequest.of(
            "GET",
            "/test",
            "",
            Map.of(
                    "host",
                    "d7da6fe436fb48f2af3c5c2e5b203df7.example.com",
                    "x-sdk-date",
                    "20230527T015431Z",
                    "x-security-token",
                    "test-security-token"),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");

    @FuzzTest
    void namesTheDifferenceIfARequestIsQuoted(byte[] message) {
        String said = new String(message, StandardCharsets.UTF_8);

        String difference = EchoedRequest.difference(said, OURS);

        assertThat(difference == null).isEqualTo(!said.contains("canonicalRequest:"));
        if (difference != null && !said.contains("test-security-token")) {
            assertThat(difference).doesNotContain("test-security-token");
        }
        String quoted = OURS.text().replace('\n', '|');
        assertThat(EchoedRequest.difference("canonicalRequest:" + quoted, OURS)).contains("the same canonical request");
        int first = said.indexOf("canonicalRequest:");
        if (first >= 0 && said.startsWith("canonicalRequest:" + quoted + "|", first)) {
            assertThat(difference).contains("nothing");
        }
    }
}
