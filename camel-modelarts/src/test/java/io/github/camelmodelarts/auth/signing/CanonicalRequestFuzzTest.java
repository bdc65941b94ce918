package io.github.camelmodelarts.auth.signing;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.github.camelmodelarts.api.Headers;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ServiceAddress;
import io.github.camelmodelarts.local.signing.RawRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Target and headers are signed in the same form as the local gateway computes with its own code; or they are refused. The
 * first line is path and query, each other line is a header.
 */
class CanonicalRequestFuzzTest {

    private static final String HASH = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    @FuzzTest
    void agreesWithTheGatewayOnWhatIsSigned(byte[] written) {
        String[] lines = new String(written, StandardCharsets.UTF_8).split("\n", -1);
        URI uri;
        Headers headers = Headers.NONE;
        try {
            uri = ServiceAddress.parse("https://service.example")
                    .resolve(lines[0])
                    .uri();
            for (int i = 1; i < lines.length; i++) {
                String[] header = lines[i].split(":", 2);
                headers = headers.with(header[0], header.length < 2 ? "" : header[1]);
            }
        } catch (ModelArtsRequestException e) {
            assertThat(e.getAttempts()).isZero();
            return;
        }
        Map<String, String> signed = new LinkedHashMap<>(headers.asMap());
        // neither is signed: the first by rule, the second because its hash would replace the body's hash
        signed.keySet().removeIf(name -> name.indexOf('_') >= 0 || name.equalsIgnoreCase("x-sdk-content-sha256"));
        Map<String, List<String>> received = new LinkedHashMap<>();
        signed.forEach((name, value) -> received.put(name, List.of(value)));
        String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
        // a request always has a path: an empty one is sent as a slash
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String target = path + (query.isEmpty() ? "" : "?" + query);

        CanonicalRequest ours = CanonicalRequest.of("POST", uri.getRawPath(), query, signed, HASH);

        assertThat(ours.text())
                .isEqualTo(io.github.camelmodelarts.local.signing.CanonicalRequest.of(
                                new RawRequest("POST", target, received), List.copyOf(signed.keySet()), HASH)
                        .text());
    }
}
