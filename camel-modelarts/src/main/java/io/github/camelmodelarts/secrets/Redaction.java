package io.github.camelmodelarts.secrets;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.text.EscapedText;

/**
 * Takes secrets out of a server's words: servers echo what they were sent, as it was or as JSON, URLs, HTML or Base64 write it, and what
 * is kept of their words may end in the middle of it. Immutable.
 */
public final class Redaction {

    private static final String MASK = "***";
    /** Shorter ones would tear holes into ordinary words. */
    private static final int SHORTEST = 6;
    /** A chain of causes that is longer is a circle. */
    private static final int DEEPEST = 20;

    /** A scheme, or the name of a parameter of a signature, and what stands between two of them. */
    private static final Pattern PARTS =
            Pattern.compile("^SDK-HMAC-SHA256 Access=|^(?:Bearer|Basic) |, SignedHeaders=[^,]*, Signature=");

    private final List<Secret> secrets;

    /** @param mayBeCut whether its beginning at the end of a text is known for it: a scheme's name is not */
    private record Secret(String text, boolean mayBeCut) {}

    private Redaction(Stream<String> values) {
        this.secrets = values.flatMap(Redaction::forms)
                .filter(secret -> secret.text.length() >= SHORTEST)
                .distinct()
                .sorted(Comparator.comparingInt((Secret secret) -> secret.text.length())
                        .reversed())
                .toList();
    }

    /** Of what a strategy put into a request. */
    public static Redaction of(Proof proof) {
        return new Redaction(proof.secrets().values().stream());
    }

    /** Of these; null for one that is not there. */
    public static Redaction of(@Nullable String... secrets) {
        return new Redaction(Stream.of(secrets).flatMap(Stream::ofNullable));
    }

    /** The value, what stands in it behind a name or a scheme ({@code Access=}, {@code Bearer}), and that in Base64 and as URLs write UTF-8. */
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

    /** Wherever it stands in what was encoded: three bytes make four characters, and the outermost of those hold something of their neighbours, too. */
    private static Stream<String> base64(Base64.Encoder encoder, String value) {
        return IntStream.range(0, 3).boxed().flatMap(before -> {
            byte[] shifted = (" ".repeat(before) + value).getBytes(StandardCharsets.UTF_8);
            String encoded = encoder.withoutPadding().encodeToString(shifted);
            int from = before == 0 ? 0 : before + 1;
            int to = encoded.length() - (shifted.length % 3 == 0 ? 0 : 1);
            return from < to ? Stream.of(encoded.substring(from), encoded.substring(from, to)) : Stream.empty();
        });
    }

    /** The text with asterisks in place of each secret, and of the beginning of one that ends the text. */
    public String apply(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            int end = endOfSecret(text, at);
            if (end < 0) {
                clean.append(text.charAt(at));
                at++;
            } else {
                clean.append(MASK);
                at = end;
            }
        }
        return clean.toString();
    }

    /** Names and values. */
    public Map<String, String> applyToAll(Map<String, String> values) {
        Map<String, String> clean = new HashMap<>();
        values.forEach((name, value) -> clean.put(apply(name), apply(value)));
        return clean;
    }

    /** An exception that holds no secret: the same, or one that says what it said but for that. */
    public Throwable apply(Throwable failure) {
        return isClean(failure, 0) ? failure : cleaned(failure, 0);
    }

    private boolean isClean(Throwable failure, int depth) {
        String said = failure.toString();
        return apply(said).equals(said)
                && (depth == DEEPEST
                        || Stream.concat(Stream.ofNullable(failure.getCause()), Stream.of(failure.getSuppressed()))
                                .allMatch(other -> isClean(other, depth + 1)));
    }

    private IOException cleaned(Throwable failure, int depth) {
        Throwable cause = failure.getCause();
        IOException clean = new IOException(
                apply(failure.toString()), cause == null || depth == DEEPEST ? null : cleaned(cause, depth + 1));
        clean.setStackTrace(failure.getStackTrace());
        return clean;
    }

    private int endOfSecret(String text, int at) {
        for (Secret secret : secrets) {
            int end = EscapedText.endOf(secret.text, text, at, secret.mayBeCut ? SHORTEST : Integer.MAX_VALUE);
            if (end >= 0) {
                return end;
            }
        }
        return -1;
    }
}
