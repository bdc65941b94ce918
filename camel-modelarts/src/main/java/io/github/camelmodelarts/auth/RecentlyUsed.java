package io.github.camelmodelarts.auth;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** What identities share, as long as it is used: of more than 1,000 the one that was not used for longest is forgotten. Thread-safe. */
public final class RecentlyUsed<K, V> {

    private static final int MOST = 1000;

    private final Map<K, V> entries = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > MOST;
        }
    };

    /** What belongs to the key, made now if there is nothing yet. */
    public synchronized V get(K key, Supplier<V> maker) {
        return entries.computeIfAbsent(key, absent -> maker.get());
    }
}
