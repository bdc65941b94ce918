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

/** Finds files in Maps, Lists and arrays. */
final class Elements {

    private Elements() {}

    /**
     * Returns whether a Map, a List or an array contains a file. In a Map, the elements of Lists and arrays that are its
     * values are also examined. Files at deeper levels are not found.
     */
    static boolean hasFiles(Object value) {
        return any(value, FileLikes::isFileLike);
    }

    /** Returns whether reading the names and media types of a value, or of the files in it, may wait for a server. */
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
     * Converts an Iterable to a List if its first element is a file, or if it can be iterated only once. Any other value
     * stays as it is, because Jackson writes an Iterable with properties as an object.
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

    @SuppressWarnings("ReferenceEquality") // some Iterables return the same iterator again, which has advanced
    private static boolean isAnother(Iterator<?> iterator, Iterator<?> first) {
        return iterator != first;
    }

    /** Returns a copy of the elements of a collection or an array of objects, or null for any other value. */
    static @Nullable List<Object> of(@Nullable Object value) {
        if (value instanceof Collection<?> collection) {
            return new ArrayList<>(collection);
        }
        return value instanceof Object[] array ? new ArrayList<>(Arrays.asList(array)) : null;
    }
}
