package io.github.camelmodelarts.local.obs;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A part of an object.
 *
 * @param first the position of its first byte
 * @param length at least 1
 */
record ByteRange(long first, long length) {

    private static final Pattern BYTES = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    /**
     * Reads the header {@code Range} (RFC 9110, section 14). Returns null for the whole object: without the header, or if
     * it has several ranges or is wrong, which a server must ignore.
     *
     * @throws ObsException 416 InvalidRange if the object has no byte of the range
     */
    static @Nullable ByteRange of(@Nullable String header, long size) throws ObsException {
        Matcher matcher = BYTES.matcher(header == null ? "" : header);
        if (!matcher.matches() || header == null || header.equals("bytes=-")) {
            return null;
        }
        boolean fromEnd = matcher.group(1).isEmpty();
        long last = matcher.group(2).isEmpty() ? Long.MAX_VALUE : Long.parseLong(matcher.group(2));
        long first = fromEnd ? Math.max(0, size - last) : Long.parseLong(matcher.group(1));
        if (!fromEnd && last < first) {
            return null;
        }
        long end = fromEnd ? size : Math.min(size, last == Long.MAX_VALUE ? size : last + 1);
        if (first >= size || end <= first) {
            throw new ObsException(416, "InvalidRange", "The requested range cannot be satisfied")
                    .with("RangeRequested", header)
                    .with("ActualObjectSize", Long.toString(size));
        }
        return new ByteRange(first, end - first);
    }

    /** The value of {@code Content-Range}. */
    String of(long size) {
        return "bytes " + first + "-" + (first + length - 1) + "/" + size;
    }
}
