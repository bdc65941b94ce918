package io.github.camelmodelarts.text;

/** Foreign text made fit for a message or a log line: short, on one line, without control characters. */
public final class Printable {

    /** What stands in the place of the rest. */
    static final String CUT = "...";

    private Printable() {}

    /**
     * The text with control characters, line separators and lone surrogates as escapes with at least four hexadecimal digits, cut where it
     * would become longer than {@code limit} characters. Nobody can forge a log line or colour a terminal with it.
     */
    public static String of(String text, int limit) {
        StringBuilder printable = new StringBuilder(Math.min(text.length(), limit) + 16);
        int length = 0;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            String shown = shown(text.codePointAt(i));
            length += shown.codePointCount(0, shown.length());
            if (length > limit) {
                return printable.append(CUT).toString();
            }
            printable.append(shown);
        }
        return printable.toString();
    }

    private static String shown(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> String.format("\\u%04X", c);
            default -> Character.toString(c);
        };
    }
}
