package io.github.camelmodelarts.local.signing;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SignedRequestTest {

    static Stream<SigningVector> agreed() {
        return SigningVector.agreed().stream();
    }

    static Stream<SigningVector> all() {
        return Stream.concat(agreed(), SigningVector.disputed().stream());
    }

    @ParameterizedTest
    @MethodSource("all")
    void acceptsSignaturesOfTheOfficialSigners(SigningVector vector) {
        assertThat(canonical(vector.request(), vector.body()).text()).isEqualTo(vector.canonicalRequest());
        assertThat(isGood(vector.request(), vector.body(), vector.secret())).isTrue();
    }

    @ParameterizedTest
    @MethodSource("agreed")
    void rejectsAChangeOfAnySinglePart(SigningVector vector) {
        RawRequest request = vector.request();
        byte[] body = vector.body();
        String query = request.query().isEmpty() ? "?" : "&";
        Stream<RawRequest> changed = Stream.of(
                new RawRequest("PATCH", request.target(), request.headers()),
                new RawRequest(request.method(), "/x" + request.target(), request.headers()),
                new RawRequest(request.method(), request.target() + query + "added=1", request.headers()),
                with(request, "Host", "other.example.com"),
                with(request, "X-Sdk-Date", "20240229T235958Z"));
        assertThat(changed).noneMatch(other -> isGood(other, body, vector.secret()));
        assertThat(isGood(request, body, vector.secret() + "0")).isFalse();
        boolean covered = SignedRequest.parse(request).payloadHash() == null;
        assertThat(isGood(request, "another body".getBytes(StandardCharsets.UTF_8), vector.secret()))
                .isEqualTo(!covered);
    }

    @ParameterizedTest
    @MethodSource("agreed")
    void rejectsAChangeOfAnySingleSignedHeader(SigningVector vector) {
        RawRequest request = vector.request();
        assertThat(request.headers().keySet().stream()
                        .filter(SignedRequest.parse(request)::covers)
                        .map(name -> with(request, name, request.header(name) + "0")))
                .isNotEmpty()
                .noneMatch(other -> isGood(other, vector.body(), vector.secret()));
    }

    @Test
    void rejectsASignedHeaderThatWasSentTwice() {
        RawRequest request = SigningVector.agreed().get(4).request();
        Map<String, List<String>> headers = new LinkedHashMap<>(request.headers());
        headers.put("x-stage", List.of("RELEASE", "RELEASE"));
        RawRequest twice = new RawRequest(request.method(), request.target(), headers);
        SigningVector vector = SigningVector.agreed().get(4);
        assertThat(isGood(request, vector.body(), vector.secret())).isTrue();
        assertThat(isGood(twice, vector.body(), vector.secret())).isFalse();
    }

    @Test
    void usesPathAndQueryOfAnAbsoluteTarget() {
        SigningVector vector = SigningVector.agreed().get(4);
        RawRequest request = vector.request();
        String absolute = "https://" + request.header("Host") + request.target();
        RawRequest proxied = new RawRequest(request.method(), absolute, request.headers());
        assertThat(isGood(proxied, vector.body(), vector.secret())).isTrue();
    }

    @Test
    void findsNoSignatureInAMalformedAuthorization() {
        assertThat(Stream.of(
                        "SDK-HMAC-SHA256",
                        "SDK-HMAC-SHA256 Access=a",
                        "SDK-HMAC-SHA256 Access=a, SignedHeaders=host",
                        "SDK-HMAC-SHA256 Access=, SignedHeaders=host, Signature=00",
                        "SDK-HMAC-SHA256 Access=a; SignedHeaders=host; Signature=00",
                        "V11-HMAC-SHA256 Access=a, SignedHeaders=host, Signature=00"))
                .allMatch(value ->
                        SignedRequest.parse(new RawRequest("GET", "/", Map.of("Authorization", List.of(value))))
                                == null);
    }

    @Test
    void ignoresADateThatIsUnsignedOrMalformed() {
        String authorization = "SDK-HMAC-SHA256 Access=a,SignedHeaders=x-sdk-date,Signature=00";
        assertThat(SignedRequest.parse(dated(authorization, "20240229T235959Z")).date())
                .isEqualTo("2024-02-29T23:59:59Z");
        assertThat(SignedRequest.parse(dated(authorization, "2024-02-29")).date())
                .isNull();
        assertThat(SignedRequest.parse(dated(authorization.replace("x-sdk-date", "host"), "20240229T235959Z"))
                        .date())
                .isNull();
    }

    @Test
    void rejectsABadPercentEscape() {
        RawRequest request = new RawRequest("GET", "/a%zz", Map.of());
        assertThatThrownBy(() -> CanonicalRequest.of(request, List.of(), ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("percent");
    }

    private static RawRequest dated(String authorization, String date) {
        return new RawRequest("GET", "/", Map.of("Authorization", List.of(authorization), "X-Sdk-Date", List.of(date)));
    }

    private static RawRequest with(RawRequest request, String header, String value) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        request.headers()
                .forEach((name, values) -> headers.put(name, name.equalsIgnoreCase(header) ? List.of(value) : values));
        return new RawRequest(request.method(), request.target(), headers);
    }

    private static CanonicalRequest canonical(RawRequest request, byte[] body) {
        SignedRequest signed = SignedRequest.parse(request);
        return signed.canonical(signed.payloadHash() == null ? Sha256.hex(body) : signed.payloadHash());
    }

    private static boolean isGood(RawRequest request, byte[] body, String secret) {
        return SignedRequest.parse(request).isSigned(canonical(request, body), secret);
    }
}
