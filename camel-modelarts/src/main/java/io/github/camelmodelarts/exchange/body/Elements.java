package io.github.camelmodelarts.exchange.body;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** Looks into Maps, Lists and arrays for files. */
final class Elements {

    private Elements() {}

    /** Whether there are files among the entries of a Map, the elements of a List, or the elements of Lists that are entries. */
    static boolean hasFiles(Object value) {
        return any(value, FileLikes::isFileLike);
    }

    /** Whether asking what such files are may wait for a server. */
    static boolean mayWait(@Nullable Object value) {
        return value != null && (FileLikes.mayWait(value) || any(value, FileLikes::mayWait));
    }

    private static boolean any(Object value, Predicate<@Nullable Object> is) {
        if (!(value instanceof Map<?, ?> map)) {
            return anyOf(value, is);
        }
        for (Object entry : map.values()) {
            if (is.test(entry) || anyOf(entry, is)) {
                return true;
            }
        }
        return false;
    }

    private static boolean anyOf(@Nullable Object value, Predicate<@Nullable Object> is) {
        Iterable<?> elements = value instanceof Collection<?> collection
                ? collection
                : value instanceof Object[] array ? Arrays.asList(array) : List.of();
        for (Object element : elements) {
            if (is.test(element)) {
                return true;
            }
        }
        return false;
    }

    /**
     * A List in place of an Iterable of files, or of one that can be iterated once only. Any other value as it is: Jackson writes an
     * Iterable with properties as an object.
     */
    static Object listed(Object value) {
        if (!(value instanceof Iterable<?> iterable) || value instanceof Collection || value instanceof JsonNode) {
            return value;
        }
        Iterator<?> iterator = iterable.iterator();
        if (!iterator.hasNext()) {
            return value;
        }
        Object first = iterator.next();
        if (!FileLikes.isFileLike(first) && isAnother(iterable.iterator(), iterator)) {
            return value;
        }
        List<Object> elements = new ArrayList<>();
        elements.add(first);
        iterator.forEachRemaining(elements::add);
        return elements;
    }

    @SuppressWarnings("ReferenceEquality") // the very same, which has moved on
    private static boolean isAnother(Iterator<?> iterator, Iterator<?> first) {
        return iterator != first;
    }

    /** A copy of the elements of a collection or an array of objects; null for any other value. */
    static @Nullable List<Object> of(@Nullable Object value) {
        if (value instanceof Collection<?> collection) {
            return new ArrayList<>(collection);
        }
        return value instanceof Object[] array ? new ArrayList<>(Arrays.asList(array)) : null;
    }
}
