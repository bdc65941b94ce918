package io.github.camelmodelarts.secrets;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A simple reference for {@link Redaction}: tries each form of each secret at each position, with and without escapes. */
final class SlowRedaction {

    private static final int NO = -1;
    private static final int CUT = -2;
    private static final int SHORTEST = 6;
    private static final int LONGEST_ENTITY = 8;
    private static final Map<String, Integer> ENTITIES =
            Map.of("amp", (int) '&', "lt", (int) '<', "gt", (int) '>', "quot", (int) '"', "apos", (int) '\'');
    private static final Pattern PARTS =
            Pattern.compile("^SDK-HMAC-SHA256 Access=|^(?:Bearer|Basic) |, SignedHeaders=[^,]*, Signature=");

    private final List<Secret> secrets;

    private record Secret(String text, boolean mayBeCut) {}

    SlowRedaction(Collection<String> values) {
        this.secrets = values.stream()
                .flatMap(SlowRedaction::forms)
                .filter(secret -> secret.text.length() >= SHORTEST)
                .distinct()
                .sorted(Comparator.comparingInt((Secret secret) -> secret.text.length())
                        .reversed())
                .toList();
    }

    private static Stream<Secret> forms(String value) {
        List<String> parts = PARTS.splitAsStream(value).toList();
        return Stream.concat(
                Stream.of(new Secret(value, parts.contains(value))),
                parts.stream()
                        .flatMap(part -> Stream.concat(
                                        Stream.of(part, URLEncoder.encode(part, StandardCharsets.UTF_8)),
                                        Stream.of(Base64.getEncoder(), Base64.getUrlEncoder())
                                                .flatMap(encoder -> base64(encoder, part)))
                                .map(form -> new Secret(form, true))));
    }

    private static Stream<String> base64(Base64.Encoder encoder, String value) {
        return IntStream.range(0, 3).boxed().flatMap(before -> {
            byte[] shifted = (" ".repeat(before) + value).getBytes(StandardCharsets.UTF_8);
            String encoded = encoder.withoutPadding().encodeToString(shifted);
            int from = before == 0 ? 0 : before + 1;
            int to = encoded.length() - (shifted.length % 3 == 0 ? 0 : 1);
            return from < to ? Stream.of(encoded.substring(from), encoded.substring(from, to)) : Stream.empty();
        });
    }

    String apply(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            int end = endOfSecret(text, at);
            if (end < 0) {
                clean.append(text.charAt(at));
                at++;
            } else {
                clean.append("***");
                at = end;
            }
        }
        return clean.toString();
    }

    private int endOfSecret(String text, int at) {
        for (Secret secret : secrets) {
            int enough = secret.mayBeCut ? SHORTEST : Integer.MAX_VALUE;
            int plain = endOf(secret.text, text, at, enough, false);
            int end = plain >= 0 ? plain : endOf(secret.text, text, at, enough, true);
            if (end >= 0) {
                return end;
            }
        }
        return NO;
    }

    private static int endOf(String word, String text, int start, int enough, boolean escaped) {
        int at = start;
        for (int i = 0; i < word.length(); i++) {
            if (at == text.length()) {
                return i >= enough ? at : NO;
            }
            int next = next(text, at, word.charAt(i), escaped);
            if (next == CUT) {
                return i >= enough ? text.length() : NO;
            } else if (next == NO) {
                return i >= enough && text.startsWith("...", at) ? at : NO;
            }
            at = next;
        }
        return at;
    }

    private static int next(String text, int at, char expected, boolean escaped) {
        int plain = isSame(text.charAt(at), expected) ? at + 1 : NO;
        int behindEscape = escaped ? behindEscape(text, at, expected) : NO;
        return behindEscape == NO ? plain : behindEscape;
    }

    private static int behindEscape(String text, int at, char expected) {
        return switch (text.charAt(at)) {
            case '\\' -> backslash(text, at + 1, expected);
            case '%' -> number(text, at + 1, at + 3, 16, expected);
            case '&' -> entity(text, at + 1, expected);
            case '+' -> expected == ' ' ? at + 1 : NO;
            default -> NO;
        };
    }

    private static int backslash(String text, int at, char expected) {
        if (at == text.length()) {
            return CUT;
        }
        return text.charAt(at) == 'u'
                ? number(text, at + 1, at + 5, 16, expected)
                : isSame(text.charAt(at), expected) ? at + 1 : NO;
    }

    private static int entity(String text, int at, char expected) {
        int end = at;
        while (end < text.length() && end - at <= LONGEST_ENTITY && text.charAt(end) != ';') {
            end++;
        }
        if (end == text.length()) {
            return isBeginning(text.substring(at), expected) ? CUT : NO;
        } else if (text.charAt(end) != ';') {
            return NO;
        }
        int named = ENTITIES.getOrDefault(text.substring(at, end), -1);
        boolean hex = text.startsWith("#x", at) || text.startsWith("#X", at);
        int next = named >= 0
                ? (isSame((char) named, expected) ? end : NO)
                : number(text, at + (hex ? 2 : 1), end, hex ? 16 : 10, expected);
        return next < 0 ? next : end + 1;
    }

    private static boolean isBeginning(String rest, char expected) {
        return rest.length() < LONGEST_ENTITY
                && (rest.startsWith("#")
                        || ENTITIES.entrySet().stream()
                                .anyMatch(entity -> entity.getValue() == expected
                                        && entity.getKey().startsWith(rest)));
    }

    private static int number(String text, int from, int to, int radix, char expected) {
        if (to > text.length()) {
            return CUT;
        }
        int number = 0;
        for (int i = from; i < to; i++) {
            int digit = Character.digit(text.charAt(i), radix);
            if (digit < 0) {
                return NO;
            }
            number = number * radix + digit;
        }
        return from < to && isSame((char) number, expected) ? to : NO;
    }

    private static boolean isSame(char one, char other) {
        return Character.toLowerCase(one) == Character.toLowerCase(other);
    }
}
