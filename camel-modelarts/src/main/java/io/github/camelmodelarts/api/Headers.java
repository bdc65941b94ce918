package io.github.camelmodelarts.api;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.text.Ascii;
import io.github.camelmodelarts.text.Printable;

/**
 * The header fields of a request or a response: one value per name, names compared without regard to case. Immutable.
 *
 * <p>Only values that are transferred unchanged are accepted. HTTP clients alter other values (a line break becomes a
 * blank, a character outside ASCII a question mark), which would then differ from the value that was signed.
 */
public final class Headers {

    /** The gateway rejects longer headers (API Gateway, error codes: APIG.0201, 494). */
    private static final int LONGEST = 32 * 1024;

    /** No headers. */
    public static final Headers NONE = new Headers(Collections.emptySortedMap());

    private final SortedMap<String, String> fields;

    private Headers(SortedMap<String, String> fields) {
        this.fields = fields;
    }

    /**
     * Returns these headers and one more, which replaces a header of the same name. Blanks around the value are
     * dropped.
     *
     * @throws ModelArtsRequestException if the name is not an HTTP token, if the value contains anything but tabs,
     *     blanks and visible ASCII characters, or if both together are longer than 32 KiB
     */
    public Headers with(String name, String value) {
        requireToken(name);
        String trimmed = trim(value);
        if (name.length() + trimmed.length() > LONGEST) {
            throw new ModelArtsRequestException("The header '" + Printable.of(name, 40)
                    + "' is longer than 32 KiB, which the gateway rejects: send long content in the body");
        }
        requireVisibleAscii(name, trimmed);
        return replaced(name, trimmed);
    }

    /**
     * Returns headers as a server sent them, without a check; values of a repeated name are joined with a comma (RFC
     * 9110, 5.3).
     */
    public static Headers received(Iterable<? extends Map.Entry<String, String>> lines) {
        TreeMap<String, String> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (Map.Entry<String, String> line : lines) {
            fields.merge(line.getKey(), line.getValue(), (first, next) -> first + ", " + next);
        }
        return new Headers(fields);
    }

    /** Returns the value of a header, or null if it is missing; the case of the name does not matter. */
    public @Nullable String get(String name) {
        return fields.get(name);
    }

    /** Returns all headers in an unmodifiable map, ordered by name without regard to case. */
    public SortedMap<String, String> asMap() {
        return Collections.unmodifiableSortedMap(fields);
    }

    /** Returns the names only, because values may be secrets. */
    @Override
    public String toString() {
        return fields.keySet().toString();
    }

    private Headers replaced(String name, String value) {
        TreeMap<String, String> next = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        next.putAll(fields);
        next.remove(name); // otherwise the map would keep the old spelling of the name
        next.put(name, value);
        return new Headers(next);
    }

    private static void requireToken(String name) {
        boolean token = !name.isEmpty()
                && name.chars().allMatch(c -> Ascii.isVisible(c) && "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0);
        if (!token) {
            throw new ModelArtsRequestException(
                    "'" + Printable.of(name, 40) + "' is not allowed as the name of an HTTP header: use"
                            + " letters, digits and hyphens, or don't forward it");
        }
    }

    static void requireVisibleAscii(String name, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c != '\t' && !Ascii.isPrintable(c)) {
                throw new ModelArtsRequestException("The value of header '" + name + "' contains the character U+"
                        + String.format("%04X", (int) c)
                        + ", which is not transferred unchanged in an HTTP header: remove line breaks and"
                        + " percent-encode characters outside ASCII");
            }
        }
    }

    private static String trim(String value) {
        int from = 0;
        int to = value.length();
        while (from < to && isBlank(value.charAt(from))) {
            from++;
        }
        while (to > from && isBlank(value.charAt(to - 1))) {
            to--;
        }
        return value.substring(from, to);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
