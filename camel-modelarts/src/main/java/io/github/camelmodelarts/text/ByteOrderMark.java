package io.github.camelmodelarts.text;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Removes the byte order mark (U+FEFF) that some programs write before a text. The mark shows the encoding and is not part of the text. */
public final class ByteOrderMark {

    private static final char MARK = '\uFEFF';
    private static final byte[] UTF_8 = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private ByteOrderMark() {}

    /** Decodes bytes and drops a mark at their beginning. In UTF-8 this makes no second copy of the text, which can be large. */
    public static String decoded(byte[] bytes, Charset charset) {
        int skipped = charset.equals(StandardCharsets.UTF_8) && Arrays.mismatch(UTF_8, bytes) == UTF_8.length
                ? UTF_8.length
                : 0;
        return removedFrom(new String(bytes, skipped, bytes.length - skipped, charset));
    }

    /** The text without a mark at its beginning. */
    public static String removedFrom(String text) {
        return !text.isEmpty() && text.charAt(0) == MARK ? text.substring(1) : text;
    }
}
