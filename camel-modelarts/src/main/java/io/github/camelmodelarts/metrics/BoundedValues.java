package io.github.camelmodelarts.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.camelmodelarts.text.Printable;

/**
 * The values of a tag that come from outside: printable, at most 64 characters long or 255 for a host, and at most 25 different ones; the
 * others are {@link #OTHER}. Thread-safe.
 */
final class BoundedValues {

    static final String OTHER = "other";

    private static final int MOST = 25;
    private static final int LONGEST = 64;

    private final Map<String, String> values = new ConcurrentHashMap<>();

    /** The value for a text. */
    String of(String text) {
        return bounded(Printable.of(text, LONGEST));
    }

    /** The value for a host, with its port if it has one. */
    String ofHost(String authority) {
        return bounded(host(authority));
    }

    /** A host as the value of a tag, without the bound for their number. */
    static String host(String authority) {
        return Printable.of(authority, Printable.LONGEST_HOST);
    }

    private String bounded(String value) {
        String known = values.get(value);
        return known == null ? added(value) : known;
    }

    /** Makes room for another value. */
    synchronized void forget(String value) {
        values.remove(value);
    }

    private synchronized String added(String value) {
        if (values.size() >= MOST && !values.containsKey(value)) {
            return OTHER;
        }
        values.put(value, value);
        return value;
    }
}
