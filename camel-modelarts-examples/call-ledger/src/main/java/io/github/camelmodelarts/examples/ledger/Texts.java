package io.github.camelmodelarts.examples.ledger;

import java.util.regex.Pattern;

/** Texts as they may be stored and shown. */
final class Texts {

    private static final Pattern PASSWORD = Pattern.compile("(?i)([a-z]*password=)[^&;\\s]*");
    private static final Pattern USER_OF_HOST = Pattern.compile("//[^?;@\\s]*@");
    private static final String REPLACEMENT = "\uFFFD";
    private static final Pattern NOT_STORABLE =
            Pattern.compile("\\x00|[\\uD800-\\uDBFF](?![\\uDC00-\\uDFFF])|(?<![\\uD800-\\uDBFF])[\\uDC00-\\uDFFF]");

    private Texts() {}

    /** Returns a text that fits into a column: PostgreSQL takes no NUL and no half of a surrogate pair. */
    static String fitting(String text, int longest) {
        String shortened = text.length() <= longest ? text : text.substring(0, longest - 3) + "...";
        return NOT_STORABLE.matcher(shortened).replaceAll(REPLACEMENT);
    }

    /** Masks passwords in a text that can contain a JDBC URL. */
    static String masked(String text) {
        return USER_OF_HOST
                .matcher(PASSWORD.matcher(text).replaceAll("$1xxxxxx"))
                .replaceAll("//xxxxxx@");
    }
}
