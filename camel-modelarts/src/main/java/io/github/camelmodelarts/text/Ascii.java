package io.github.camelmodelarts.text;

/** Tests whether a character can be sent unchanged in an HTTP header (RFC 9110, 5.5). */
public final class Ascii {

    private Ascii() {}

    /** Whether a character is visible: neither a blank nor a control character. */
    public static boolean isVisible(int c) {
        return c > ' ' && c < 127;
    }

    /** Whether a character is visible or a blank. */
    public static boolean isPrintable(int c) {
        return c >= ' ' && c < 127;
    }
}
