package io.github.camelmodelarts.call;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * A queue for each group of elements; the groups take turns. No operation searches: an element in the middle of a long queue is removed at once. Not
 * thread-safe.
 *
 * @param <T> compared by identity
 */
final class FairQueue<T> {

    /** The groups that have elements. The first one has the next turn. */
    private final Map<Object, Set<T>> groups = new LinkedHashMap<>();

    private int size;

    int size() {
        return size;
    }

    void add(Object group, T element) {
        if (groups.computeIfAbsent(group, key -> new LinkedHashSet<>()).add(element)) {
            size++;
        }
    }

    void remove(Object group, T element) {
        Set<T> elements = groups.get(group);
        if (elements != null && elements.remove(element)) {
            size--;
            if (elements.isEmpty()) {
                groups.remove(group);
            }
        }
    }

    /** Takes the first element of the group that has its turn, whose next turn is after those of all other groups. */
    @Nullable
    T poll() {
        Iterator<Map.Entry<Object, Set<T>>> turns = groups.entrySet().iterator();
        if (!turns.hasNext()) {
            return null;
        }
        Map.Entry<Object, Set<T>> turn = turns.next();
        Iterator<T> elements = turn.getValue().iterator();
        T first = elements.next();
        elements.remove();
        size--;
        if (!elements.hasNext()) {
            turns.remove();
        } else if (turns.hasNext()) {
            turns.remove();
            groups.put(turn.getKey(), turn.getValue());
        }
        return first;
    }
}
