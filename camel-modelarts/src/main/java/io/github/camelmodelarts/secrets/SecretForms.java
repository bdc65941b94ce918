package io.github.camelmodelarts.secrets;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.camelmodelarts.text.EscapedText;

/** The forms in which secrets can appear in a text, by their first character. Immutable. */
final class SecretForms {

    /** The shortest form: masking shorter ones would mask parts of ordinary words. */
    static final int SHORTEST = 6;

    private static final Form[] NONE = {};

    /** The parts of a header that are not secret: the name of a scheme, or the text between the secret parts of a signature. */
    private static final Pattern PARTS =
            Pattern.compile("^SDK-HMAC-SHA256 Access=|^(?:Bearer|Basic) |, SignedHeaders=[^,]*, Signature=");

    /** The forms by their first character, up to the highest one. */
    private final Form[][] byFirst;

    /**
     * A secret in one form.
     *
     * @param text in lower case
     * @param enough how many characters identify it at the end of a text; a form that begins with the name of a scheme must be complete
     * @param rank its position among all forms: the longest come first
     */
    record Form(String text, int enough, int rank) {

        private static Form of(String text, boolean mayBeCut) {
            StringBuilder lowerCase = new StringBuilder(text);
            for (int i = 0; i < lowerCase.length(); i++) {
                lowerCase.setCharAt(i, EscapedText.lowerCase(lowerCase.charAt(i)));
            }
            return new Form(lowerCase.toString(), mayBeCut ? SHORTEST : Integer.MAX_VALUE, 0);
        }

        char second() {
            return text.charAt(1);
        }

        private char first() {
            return text.charAt(0);
        }
    }

    SecretForms(Stream<String> values) {
        List<Form> longestFirst = values.flatMap(SecretForms::of)
                .filter(form -> form.text.length() >= SHORTEST)
                .distinct()
                .sorted(Comparator.comparingInt((Form form) -> form.text.length())
                        .reversed())
                .toList();
        int highest = longestFirst.stream().mapToInt(Form::first).max().orElse(-1);
        List<List<Form>> lists =
                Stream.<List<Form>>generate(ArrayList::new).limit(highest + 1L).toList();
        for (int rank = 0; rank < longestFirst.size(); rank++) {
            Form form = longestFirst.get(rank);
            lists.get(form.first()).add(new Form(form.text, form.enough, rank));
        }
        byFirst = lists.stream().map(list -> list.toArray(NONE)).toArray(Form[][]::new);
    }

    /** The forms that begin with this character in lower case, the longest first; none for a negative number. Do not modify the array. */
    Form[] beginningWith(int first) {
        return first >= 0 && first < byFirst.length ? byFirst[first] : NONE;
    }

    /** The value, its parts behind a name or a scheme ({@code Access=}, {@code Bearer}), and these parts in Base64 and URL-encoded in UTF-8. */
    private static Stream<Form> of(String value) {
        List<String> parts = Arrays.asList(PARTS.split(value));
        return Stream.concat(
                Stream.of(Form.of(value, parts.contains(value))),
                parts.stream()
                        .flatMap(part -> Stream.concat(
                                        Stream.of(part, URLEncoder.encode(part, StandardCharsets.UTF_8)),
                                        Stream.of(Base64.getEncoder(), Base64.getUrlEncoder())
                                                .flatMap(encoder -> base64(encoder, part)))
                                .map(form -> Form.of(form, true))));
    }

    /**
     * The Base64 forms for each position in the encoded text: three bytes become four characters, and the first and last of these also depend on
     * the neighbouring bytes.
     */
    private static Stream<String> base64(Base64.Encoder encoder, String value) {
        return IntStream.range(0, 3).boxed().flatMap(before -> {
            byte[] shifted = (" ".repeat(before) + value).getBytes(StandardCharsets.UTF_8);
            String encoded = encoder.withoutPadding().encodeToString(shifted);
            int from = before == 0 ? 0 : before + 1;
            int to = encoded.length() - (shifted.length % 3 == 0 ? 0 : 1);
            return from < to ? Stream.of(encoded.substring(from), encoded.substring(from, to)) : Stream.empty();
        });
    }
}
