package io.github.camelmodelarts.api;

/** Foreign text made fit for a message or a log line: short, on one line, without control characters. */
public final class Printable {

    private Printable() {}

    /**
     * The text with control characters, line separators and lone surrogates as escapes with four hexadecimal digits, cut after {@code limit}
     * characters. Nobody can forge a log line or colour a terminal with it.
     */
    public static String of(String text, int limit) {
        StringBuilder printable = new StringBuilder(Math.min(text.length(), limit) + 16);
        int[] characters = text.codePoints().limit(limit).toArray();
        for (int c : characters) {
            switch (Character.getType(c)) {
                case Character.CONTROL,
                        Character.FORMAT,
                        Character.SURROGATE,
                        Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR -> printable.append(String.format("\\u%04X", c));
                default -> printable.appendCodePoint(c);
            }
        }
        return text.codePointCount(0, text.length()) > limit
                ? printable.append("...").toString()
                : printable.toString();
    }
}
