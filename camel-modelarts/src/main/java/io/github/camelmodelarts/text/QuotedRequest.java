package io.github.camelmodelarts.text;

/**
 * The canonical request that a gateway quotes when it rejects a signature, with {@code |} in place of line breaks (API Gateway
 * documentation, error APIG.0303).
 */
final class QuotedRequest {

    private static final String MARK = "canonicalRequest:";

    private static final String LINE_BREAK = "|";

    private QuotedRequest() {}

    /** How many characters of a cut text are kept, so that no line of a quoted request is cut in the middle. */
    static int wholeLines(CharSequence cut) {
        String text = cut.toString();
        int mark = text.indexOf(MARK);
        if (mark < 0) {
            return text.length();
        }
        return Math.max(mark + MARK.length(), text.lastIndexOf(LINE_BREAK) + LINE_BREAK.length());
    }
}
