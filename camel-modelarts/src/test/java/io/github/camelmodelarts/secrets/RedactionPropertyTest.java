package io.github.camelmodelarts.secrets;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;

import io.github.camelmodelarts.text.Printable;

import static org.assertj.core.api.Assertions.assertThat;

/** In any text, the same secrets are found as by a search for each secret at each position. */
@Tag("K18")
class RedactionPropertyTest {

    /** Few characters, so that parts of a text often begin like a secret; with all characters of escapes. */
    private static final String CHARACTERS = "aAbB01uUx#;&%\\+/ .\"<K\u212a\u0130\u00ef\u4f60";

    private static final List<String> HOSTILE = List.of(
            "\\",
            "\\\\",
            "%",
            "%%%",
            "&",
            "&&&&;",
            "&#",
            "&#x",
            "&am",
            "&amp",
            "\\u",
            "\\u004",
            "%4",
            "+",
            "...",
            "..",
            "&x65;",
            "&;",
            "&#;",
            "&#99999999;",
            "&#x10041;",
            "%zz",
            "\\uzzzz",
            "\uff14\uff11",
            "%\uff14\uff11");

    private final Random random = new Random();

    @Property
    @Label("K18: a text costs little, and the same secrets are found in it")
    void findsTheSameSecretsAsAnExhaustiveSearch(@ForAll long seed) {
        random.setSeed(seed);
        List<String> secrets = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            secrets.add(secret());
        }
        StringBuilder pieces = new StringBuilder();
        for (int i = random.nextInt(12); i >= 0; i--) {
            pieces.append(piece(secrets.get(random.nextInt(secrets.size()))));
        }
        String text = pieces.substring(0, pieces.length() - random.nextInt(Math.min(pieces.length(), 8) + 1));
        String expected = new SlowRedaction(secrets).apply(text);
        Redaction redaction = Redaction.of(secrets.toArray(String[]::new));

        assertThat(redaction.apply(text)).as("%s without %s", text, secrets).isEqualTo(expected);
        int limit = random.nextInt(40);
        assertThat(redaction.shown(text, limit))
                .as("%s characters of %s without %s", limit, text, secrets)
                .isEqualTo(Printable.of(expected, limit));
    }

    @Example
    @Label("K18: the texts that the property is about do hold secrets")
    void generatedTextsContainSecrets() {
        int masked = 0;
        for (int seed = 0; seed < 200; seed++) {
            random.setSeed(seed);
            String secret = secret();
            masked += new SlowRedaction(List.of(secret)).apply(piece(secret)).contains("***") ? 1 : 0;
        }
        assertThat(masked).isBetween(60, 180);
    }

    private String secret() {
        return switch (random.nextInt(6)) {
            case 0 -> "Bearer " + characters(4 + random.nextInt(12));
            case 1 ->
                "SDK-HMAC-SHA256 Access=" + characters(4 + random.nextInt(8))
                        + ", SignedHeaders=host;x-sdk-date, Signature=" + characters(6 + random.nextInt(8));
            case 2 -> characters(1 + random.nextInt(3)).repeat(2 + random.nextInt(8));
            default -> characters(3 + random.nextInt(14));
        };
    }

    private String characters(int length) {
        StringBuilder characters = new StringBuilder();
        for (int i = 0; i < length; i++) {
            characters.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
        }
        return characters.toString();
    }

    private String piece(String secret) {
        String part = secret.substring(secret.lastIndexOf(random.nextBoolean() ? '=' : ' ') + 1);
        String cut = random.nextInt(3) > 0 ? part : part.substring(0, random.nextInt(part.length() + 1));
        return switch (random.nextInt(9)) {
            case 0 -> HOSTILE.get(random.nextInt(HOSTILE.size()));
            case 1 -> characters(random.nextInt(10));
            case 2 -> secret;
            case 3 -> cut + cut;
            case 4 -> secret.substring(0, 1).repeat(random.nextInt(12));
            case 5 -> URLEncoder.encode(cut, StandardCharsets.UTF_8);
            case 6 -> encoded(random.nextBoolean() ? Base64.getEncoder() : Base64.getUrlEncoder(), part);
            default -> spelled(cut);
        };
    }

    private String encoded(Base64.Encoder encoder, String part) {
        String encoded = encoder.encodeToString(("x".repeat(random.nextInt(4)) + part + "y".repeat(random.nextInt(4)))
                .getBytes(StandardCharsets.UTF_8));
        return random.nextBoolean() ? encoded : spelled(encoded);
    }

    /** Each character in one of its possible forms; sometimes a character is missing. */
    private String spelled(String words) {
        StringBuilder spelled = new StringBuilder();
        int ways = 1 + random.nextInt(9);
        for (int i = 0; i < words.length(); i++) {
            char c = words.charAt(i);
            spelled.append(
                    switch (random.nextInt(ways)) {
                        case 1 -> Character.toString(Character.toUpperCase(c));
                        case 2 -> "\\" + c;
                        case 3 -> String.format("\\u%04x", (int) c);
                        case 4 -> String.format("%%%02X", (int) c);
                        case 5 -> "&#" + (int) c + ";";
                        case 6 -> String.format("&#x%x;", (int) c);
                        case 7 ->
                            c == '&' ? "&amp;" : c == '"' ? "&quot;" : c == '<' ? "&lt;" : c == ' ' ? "+" : "" + c;
                        case 8 -> random.nextInt(6) == 0 ? "" : "" + c;
                        default -> "" + c;
                    });
        }
        return spelled.toString();
    }
}
