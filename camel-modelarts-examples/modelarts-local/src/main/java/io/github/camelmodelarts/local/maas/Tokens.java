package io.github.camelmodelarts.local.maas;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Splits a text into tokens. A token is a run of letters and digits together with the space before it, a Chinese character, or any
 * other single character. The tokens one after the other are the text. Real models count differently. Stateless.
 */
final class Tokens {

    /** The tokens of a picture. */
    static final int OF_PICTURE = 100;

    private static final Pattern TOKEN = Pattern.compile(" ?[[\\p{L}\\p{M}\\p{N}]&&[^\\p{IsHan}]]+|.", Pattern.DOTALL);

    private Tokens() {}

    static List<String> of(String text) {
        return TOKEN.matcher(text).results().map(MatchResult::group).toList();
    }

    static int count(String text) {
        return (int) TOKEN.matcher(text).results().count();
    }
}
