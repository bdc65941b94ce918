package io.github.camelmodelarts.secrets;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.Headers;
import io.github.camelmodelarts.text.Printable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class RedactionTest {

    private static final String SECRET = "Mi/Canary+5b7f&0e2a<91\"x ==";

    private final Redaction redaction = Redaction.of(SECRET);

    @ParameterizedTest
    @ValueSource(
            strings = {
                SECRET,
                "mi/canary+5b7f&0e2a<91\"x ==",
                "Mi\\/Canary+5b7f&0e2a<91\\\"x ==",
                "Mi/Canary+5b7f\\u00260e2a\\u003c91\\\"x \\u003D\\u003D",
                "Mi%2FCanary%2B5b7f%260e2a%3C91%22x+%3D%3D",
                "Mi%2fCanary%2b5b7f%260e2a%3c91%22x%20%3d%3d",
                "Mi/Canary+5b7f&amp;0e2a&lt;91&quot;x &#61;&#x3d;",
                "TWkvQ2FuYXJ5KzViN2YmMGUyYTw5MSJ4ID09",
            })
    void masksASecretInAnyForm(String written) {
        assertThat(redaction.apply("you sent " + written + ", which is wrong"))
                .isEqualTo("you sent ***, which is wrong");
    }

    @ParameterizedTest
    @CsvSource({
        "Mi/Canary+5b7f",
        "Mi\\/Can",
        "Mi%2FCan",
        "Mi%2FCanary%",
        "Mi%2FCanary%2",
        "Mi/Canary\\u002",
        "Mi/Canary+5b7f&am",
        "TWkvQ2FuYXJ5Kz",
    })
    void masksTheBeginningOfASecretAtTheEndOfACutText(String cut) {
        assertThat(redaction.apply("you sent " + cut)).isEqualTo("you sent ***");
    }

    @Test
    void masksTheBeginningOfASecretBeforeAnEarlierCut() {
        String cut = Printable.of("you sent " + SECRET, 20);

        assertThat(redaction.apply("It broke: " + cut + ". Check it")).isEqualTo("It broke: you sent ***.... Check it");
        assertThat(redaction.apply("Mi/Ca... and Mi/Canary+.")).isEqualTo("Mi/Ca... and Mi/Canary+.");
    }

    @Test
    void masksACutSecretExceptItsFirstCharacters() {
        for (int end = 6; end < SECRET.length(); end++) {
            assertThat(redaction.apply("you sent " + SECRET.substring(0, end))).isEqualTo("you sent ***");
        }
        assertThat(redaction.apply("you sent " + SECRET.substring(0, 5))).isEqualTo("you sent Mi/Ca");
    }

    @Test
    void keepsTextThatOnlyBeginsLikeASecret() {
        String text = "Mi/Canary+5b7e, Mi/Canary%2, Mi/Canary&x;, Mi/Canary\\uzzzz and % & \\";

        assertThat(redaction.apply(text)).isEqualTo(text);
    }

    @Test
    void keepsTheNameOfAScheme() {
        Headers proven = Headers.NONE.with("Authorization", "Bearer mi-test-api-key");
        Redaction bearer = Redaction.of(new Proof(Headers.NONE, proven));

        assertThat(bearer.apply("mi-test-api-key is no Bearer")).isEqualTo("*** is no Bearer");
    }

    @Test
    void masksASecretInBase64AtAnyOffset() {
        Redaction bearer = Redaction.of(
                new Proof(Headers.NONE, Headers.NONE.with("Authorization", "Bearer mi-test-api-key-0123456789")));

        for (String before : List.of("", "x", "xy", "Bearer ", "{\"key\":\"")) {
            String encoded = Base64.getEncoder()
                    .encodeToString((before + "mi-test-api-key-0123456789 and more").getBytes(StandardCharsets.UTF_8));

            String left = bearer.apply(encoded).replace("***", "");
            assertThat(left.length()).isLessThan((before + " and more").length() * 4 / 3 + 8);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"&", "%", "%z", "\\u", "&#", "Mi/Ca", "Bearer "})
    void readsTheLongestHostileTextQuickly(String piece) {
        String text = piece.repeat(64 * 1024 / piece.length());
        Redaction token = Redaction.of(
                new Proof(Headers.NONE, Headers.NONE.with("Authorization", "Bearer " + "Mi/Canary".repeat(1000))));

        // CPU time of this thread only: other threads do not matter
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long begin = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < 20; i++) {
            assertThat(token.apply(text)).isEqualTo(text);
        }
        assertThat(Duration.ofNanos(threads.getCurrentThreadCpuTime() - begin)).isLessThan(Duration.ofSeconds(15));
    }

    private static Stream<Arguments> hostileTexts() {
        String token = "MIIT/Canary+5b7f0e2a91-".repeat(3) + "c6d0";
        String periodic = "Mi/Canary".repeat(1000) + "x";
        return Stream.of(
                arguments(token, token.substring(0, token.length() - 1)),
                arguments(token, "%4D" + token.substring(1, token.length() - 1)),
                arguments(token, "M"),
                arguments(token, "%4d"),
                arguments(token, "\\u004d"),
                arguments(token, "&#77;"),
                arguments(token, "\\"),
                arguments(token, "&&&&;"),
                arguments("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", "a"),
                arguments("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", "%61"),
                arguments(periodic, "Mi/Canary"),
                arguments(periodic, "Mi%2FCanary"),
                arguments(periodic, "&#77;i/Canary"));
    }

    @Tag("K18")
    @DisplayName("K18: a hostile text costs no more than a few comparisons for each of its characters")
    @ParameterizedTest
    @MethodSource("hostileTexts")
    void limitsTheCostOfAHostileText(String secret, String piece) {
        String text = piece.repeat(64 * 1024 / piece.length()) + "!";
        Redaction ours = Redaction.of(secret);

        assertThat(ours.cost(text)).isLessThan(13L * text.length() + 4L * secret.length());
        assertThat(ours.apply(text)).doesNotContain(secret);
    }

    @Tag("K18")
    @DisplayName("K18: a text that would cost too much to search is masked as a whole")
    @Test
    void masksATextThatCostsTooMuch() {
        String secret = "Mi/Canary".repeat(1000) + "x";

        String clean = Redaction.of(secret).apply("Mi/Canary".repeat(7000) + " and " + secret);

        assertThat(clean)
                .startsWith("Mi/Canary")
                .endsWith("***")
                .hasSizeLessThan(63_000)
                .doesNotContain("and");
    }

    @Test
    void masksNamesAndValuesOfHeaders() {
        assertThat(redaction.applyToAll(Map.of("X-" + SECRET, "of " + SECRET))).isEqualTo(Map.of("X-***", "of ***"));
    }

    @Test
    void masksNonAsciiSecretsInUrlsAndJson() {
        Redaction password = Redaction.of("gehe\u00efm-test");

        assertThat(password.apply("gehe%C3%AFm-test gehe\\u00efm-test gehe\u00efm-test"))
                .isEqualTo("*** *** ***");
    }

    @Test
    void replacesAnExceptionThatContainsASecret() {
        Exception failure = new IllegalStateException("broken", new IOException("Invalid line: " + SECRET));

        Throwable clean = redaction.apply(failure);

        assertThat(clean)
                .isNotSameAs(failure)
                .hasMessage("java.lang.IllegalStateException: broken")
                .hasRootCauseMessage("java.io.IOException: Invalid line: ***");
        assertThat(clean.getStackTrace()).isEqualTo(failure.getStackTrace());
        Exception harmless = new IOException("reset");
        assertThat(redaction.apply(harmless)).isSameAs(harmless);
    }
}
