package io.github.camelmodelarts.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests which headers a request accepts, and in which form. */
class HeadersTest {

    static IntStream characters() {
        return IntStream.range(0, 0x110);
    }

    @ParameterizedTest
    @MethodSource("characters")
    void acceptOnlyTokensAsNamesAndVisibleAsciiAsValues(int code) {
        String character = Character.toString(code);

        if (character.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]")) {
            assertThat(Headers.NONE.with(character, "v").get(character)).isEqualTo("v");
        } else {
            assertThatThrownBy(() -> Headers.NONE.with("X" + character, "v"))
                    .isInstanceOf(ModelArtsRequestException.class)
                    .hasMessageContaining("is not allowed as the name of an HTTP header");
        }
        String value = "a" + character + "b";
        if (character.matches("[\t -~]")) {
            assertThat(Headers.NONE.with("X-A", value).get("X-A")).isEqualTo(value);
        } else {
            assertThatThrownBy(() -> Headers.NONE.with("X-A", value))
                    .isInstanceOf(ModelArtsRequestException.class)
                    .hasMessageContaining("'X-A'")
                    .hasMessageContaining("U+%04X,".formatted(code));
        }
    }

    @Test
    void refuseAnEmptyName() {
        assertThatThrownBy(() -> Headers.NONE.with("", "v")).isInstanceOf(ModelArtsRequestException.class);
    }

    @Test
    void refuseNameAndValueThatAreTogetherLongerThanTheGatewayAllows() {
        String longest = "v".repeat(32 * 1024 - 3);

        assertThat(Headers.NONE.with("X-A", "  " + longest).get("X-A")).isEqualTo(longest);
        assertThatThrownBy(() -> Headers.NONE.with("X-AB", longest))
                .isInstanceOf(ModelArtsRequestException.class)
                .hasMessageContaining("'X-AB' is longer than 32 KiB");
    }

    @ParameterizedTest
    @CsvSource({"'\t a \t b\t ', 'a \t b'", "' \t', ''", "'', ''", "a, a"})
    void dropBlanksAndTabsAroundAValueAndKeepThemInside(String value, String kept) {
        assertThat(Headers.NONE.with("X-A", value).get("X-A")).isEqualTo(kept);
    }

    @Test
    void keepOneValueForANameAndItsLastSpelling() {
        Headers first = Headers.NONE.with("x-a", "1");
        Headers both = first.with("X-A", "2").with("B", "3");

        assertThat(both.asMap()).isEqualTo(Map.of("B", "3", "X-A", "2"));
        assertThat(both.get("x-A")).isEqualTo("2");
        assertThat(both.get("c")).isNull();
        assertThat(first.get("x-a")).isEqualTo("1");
        assertThat(both).hasToString("[B, X-A]");
    }

    @Test
    void takeMoreHeadersInOneStepAndKeepThemInOrder() {
        Headers some = Headers.NONE.with("d", "1").with("B", "1").with("a", "1");
        Headers more = Headers.NONE.with("E", "2").with("b", "2").with("C", "2");

        Headers both = some.with(more);

        assertThat(both.asMap().toString()).isEqualTo("{a=1, b=2, C=2, d=1, E=2}");
        assertThat(more.with(some).asMap().toString()).isEqualTo("{a=1, B=1, C=2, d=1, E=2}");
        assertThat(some.asMap().toString()).isEqualTo("{a=1, B=1, d=1}");
        assertThat(some.with(Headers.NONE).asMap()).isEqualTo(some.asMap());
        assertThat(Headers.NONE.with(some).asMap()).isEqualTo(some.asMap());
        assertThat(some.with(some).asMap()).isEqualTo(some.asMap());
        List<String> seen = new ArrayList<>();
        both.forEach((name, value) -> seen.add(name + value));
        assertThat(seen).containsExactly("a1", "b2", "C2", "d1", "E2");
    }

    @Test
    void giveAMapThatFindsNamesInAnyCaseAndCantBeChanged() {
        Map<String, String> map = Headers.NONE.with("X-A", "1").asMap();

        assertThat(map.get("x-a")).isEqualTo("1");
        assertThatThrownBy(() -> map.put("b", "2")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void joinTheValuesOfARepeatedName() {
        Headers received =
                Headers.received(List.of(Map.entry("Via", "a\u0000"), Map.entry("X-B", "b"), Map.entry("VIA", "c")));

        assertThat(received.get("via")).isEqualTo("a\u0000, c");
        assertThat(received.asMap()).hasSize(2);
    }
}
