package io.github.camelmodelarts.local.obs;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;

import org.jspecify.annotations.Nullable;

/**
 * One page of names: those that stand for themselves, and those that stand for all names with a common beginning.
 *
 * @param names the names on this page that stand for themselves
 * @param prefixes the common prefixes on this page
 * @param next the last entry of a page that is followed by another one, or null
 */
record Listing<T>(
        List<Entry<T>> names,
        List<String> prefixes,
        @Nullable String next) {

    /** A name, and what was found with it. */
    record Entry<T>(String name, T value) {}

    /**
     * Selects a page.
     *
     * @param all all names with the prefix, in the order of OBS
     * @param prefix what all names begin with
     * @param delimiter what ends a common prefix; empty for none
     * @param marker the page begins after this name; empty for the first page
     */
    static <T> Listing<T> of(NavigableMap<String, T> all, String prefix, String delimiter, String marker, int max) {
        List<Entry<T>> names = new ArrayList<>();
        List<String> prefixes = new ArrayList<>();
        String last = null;
        for (var entry : all.tailMap(marker, false).entrySet()) {
            String name = entry.getKey();
            int end = delimiter.isEmpty() ? -1 : name.indexOf(delimiter, prefix.length());
            String common = end < 0 ? null : name.substring(0, end + delimiter.length());
            if (common != null && (common.equals(last) || (!marker.isEmpty() && marker.startsWith(common)))) {
                continue; // was listed already
            }
            if (names.size() + prefixes.size() == max) {
                return new Listing<>(names, prefixes, last);
            }
            if (common == null) {
                names.add(new Entry<>(name, entry.getValue()));
                last = name;
            } else {
                prefixes.add(common);
                last = common;
            }
        }
        return new Listing<>(names, prefixes, null);
    }

    boolean isTruncated() {
        return next != null;
    }

    /** Writes the common prefixes. */
    void writePrefixes(XmlOut out) {
        for (String prefix : prefixes) {
            out.begin("CommonPrefixes").name("Prefix", prefix).end("CommonPrefixes");
        }
    }
}
