package io.github.camelmodelarts.api;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;

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

    private static final Comparator<Map.Entry<String, String>> BY_NAME =
            Map.Entry.comparingByKey(String.CASE_INSENSITIVE_ORDER);

    /** No headers. */
    public static final Headers NONE = new Headers();

    /** Names and values in turn, ordered by name. Requests have few headers, so an array is faster than a map. */
    private final String[] fields;

    private Headers(String... fields) {
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
        return with(new Headers(name, trimmed));
    }

    /** Returns these headers and more, which replace headers of the same names. */
    public Headers with(Headers more) {
        if (fields.length == 0) {
            return more;
        }
        String[] all = new String[fields.length + more.fields.length];
        int length = 0;
        int mine = 0;
        int theirs = 0;
        while (mine < fields.length || theirs < more.fields.length) {
            int order = mine == fields.length
                    ? 1
                    : theirs == more.fields.length
                            ? -1
                            : String.CASE_INSENSITIVE_ORDER.compare(fields[mine], more.fields[theirs]);
            // of two equal names, theirs: so the last spelling is kept, too
            System.arraycopy(order < 0 ? fields : more.fields, order < 0 ? mine : theirs, all, length, 2);
            length += 2;
            mine += order <= 0 ? 2 : 0;
            theirs += order >= 0 ? 2 : 0;
        }
        return new Headers(length == all.length ? all : Arrays.copyOf(all, length));
    }

    /**
     * Returns headers as a server sent them, without a check; values of a repeated name are joined with a comma (RFC
     * 9110, 5.3).
     */
    public static Headers received(Iterable<? extends Map.Entry<String, String>> lines) {
        List<Map.Entry<String, String>> sorted = new ArrayList<>();
        lines.forEach(sorted::add);
        // lines of the same name stay in their order
        sorted.sort(BY_NAME);
        String[] all = new String[2 * sorted.size()];
        int length = 0;
        for (Map.Entry<String, String> line : sorted) {
            if (length > 0 && all[length - 2].equalsIgnoreCase(line.getKey())) {
                all[length - 1] += ", " + line.getValue();
            } else {
                all[length++] = line.getKey();
                all[length++] = line.getValue();
            }
        }
        return new Headers(length == all.length ? all : Arrays.copyOf(all, length));
    }

    /** Returns the value of a header, or null if it is missing; the case of the name does not matter. */
    public @Nullable String get(String name) {
        for (int i = 0; i < fields.length; i += 2) {
            if (fields[i].equalsIgnoreCase(name)) {
                return fields[i + 1];
            }
        }
        return null;
    }

    /** Calls an action with name and value of each header, ordered by name without regard to case. */
    public void forEach(BiConsumer<? super String, ? super String> action) {
        for (int i = 0; i < fields.length; i += 2) {
            action.accept(fields[i], fields[i + 1]);
        }
    }

    /** Returns all headers in an unmodifiable map, ordered by name without regard to case. */
    public SortedMap<String, String> asMap() {
        TreeMap<String, String> map = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        forEach(map::put);
        return Collections.unmodifiableSortedMap(map);
    }

    /** Returns the names only, because values may be secrets. */
    @Override
    public String toString() {
        return asMap().keySet().toString();
    }

    private static void requireToken(String name) {
        boolean token = !name.isEmpty();
        for (int i = 0; i < name.length(); i++) {
            token &= isTokenCharacter(name.charAt(i));
        }
        if (!token) {
            throw new ModelArtsRequestException(
                    "'" + Printable.of(name, 40) + "' is not allowed as the name of an HTTP header: use"
                            + " letters, digits and hyphens, or don't forward it");
        }
    }

    private static boolean isTokenCharacter(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }

    static void requireVisibleAscii(String name, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (!Ascii.isPrintable(c) && c != '\t') {
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
