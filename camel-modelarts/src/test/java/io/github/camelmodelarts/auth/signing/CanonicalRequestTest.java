package io.github.camelmodelarts.auth.signing;

import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The rules of the canonical form one by one, at their limits, in addition to the vectors. */
class CanonicalRequestTest {

    private static String path(String rawPath) {
        return line(1, CanonicalRequest.of("GET", rawPath, "", Map.of(), "hash"));
    }

    private static String query(String rawQuery) {
        return line(2, CanonicalRequest.of("GET", "/", rawQuery, Map.of(), "hash"));
    }

    private static String line(int number, CanonicalRequest request) {
        return request.text().split("\n", -1)[number];
    }

    static Stream<String> octets() {
        return IntStream.range(0, 256).mapToObj("%%%02X"::formatted);
    }

    @ParameterizedTest
    @MethodSource("octets")
    void encodesAllButUnreservedCharacters(String escape) {
        String octet = Character.toString(Integer.parseInt(escape.substring(1), 16));
        String canonical = octet.matches("[A-Za-z0-9_.~-]") ? octet : escape;

        assertThat(path("/a" + escape + "b")).isEqualTo("/a" + (octet.equals("/") ? octet : canonical) + "b/");
        assertThat(path("/a" + escape.toLowerCase(Locale.ROOT))).isEqualTo(path("/a" + escape));
        assertThat(query("a" + escape + "=" + escape)).isEqualTo("a" + canonical + "=" + canonical);
    }

    @ParameterizedTest
    @CsvSource({
        "%, %25",
        "%4, %254",
        "a%4, a%254",
        "%zz, %25zz",
        "%4z, %254z",
        "%z4, %25z4",
        "%é4, %25%C3%A94",
        "%4é, %254%C3%A9"
    })
    void encodesAPercentSignThatBeginsNoEscape(String raw, String canonical) {
        assertThat(path("/" + raw)).isEqualTo("/" + canonical + "/");
        assertThat(query(raw)).isEqualTo(canonical + "=");
    }

    @Test
    void readsAPlusAsASpaceOnlyInAQuery() {
        assertThat(path("/a+b")).isEqualTo("/a%2Bb/");
        assertThat(query("a+b=c+d")).isEqualTo("a%20b=c%20d");
    }

    @ParameterizedTest
    @CsvSource({"'', /", "/, /", "/a, /a/", "/a/, /a/", "/a%2F, /a/"})
    void endsAPathWithASlash(String raw, String canonical) {
        assertThat(path(raw)).isEqualTo(canonical);
    }

    @ParameterizedTest
    @CsvSource({
        "b=1&a=2, a=2&b=1",
        "a=2&a=1, a=1&a=2",
        "a=1&a, a=&a=1",
        "a=b=c, a=b%3Dc",
        "=1, =1",
        "a=1&&b=2&, a=1&b=2",
        "&, ''",
        "a-b=1&a=2, a=2&a-b=1",
    })
    void sortsAQueryByNamesAndThenByValues(String raw, String canonical) {
        assertThat(query(raw)).isEqualTo(canonical);
    }

    @Test
    void removesSpacesAndTabsAroundAValueAndKeepsThoseWithin() {
        CanonicalRequest request = CanonicalRequest.of(
                "GET", "/", "", Map.of("X-A", "\t a \t b\t ", "x-b", " \t", "x-c", "c", "x-d", ""), "hash");

        assertThat(request.text()).isEqualTo("GET\n/\n\nx-a:a \t b\nx-b:\nx-c:c\nx-d:\n\nx-a;x-b;x-c;x-d\nhash");
    }

    @Test
    void leavesNamesWithAnUnderscoreOut() {
        Map<String, String> headers = Map.of("_a", "1", "a_b", "2", "a-b", "3");

        assertThat(CanonicalRequest.of("GET", "/", "", headers, "hash").signedHeaders())
                .isEqualTo("a-b");
    }

    @Test
    void endsWithTheHeaderThatReplacesTheHash() {
        Map<String, String> headers = Map.of("X-Sdk-Content-Sha256", CanonicalRequest.UNSIGNED_PAYLOAD);

        assertThat(CanonicalRequest.of("GET", "/", "", headers, "hash").text()).endsWith("\nUNSIGNED-PAYLOAD");
    }
}
