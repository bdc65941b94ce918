package io.github.camelmodelarts.auth;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * A bounded map of shared values. It keeps the values that were used last, 1,000 unless another number is given. It
 * also finds each older value that is still referenced elsewhere, so that there are never two values of one key in use.
 * Thread-safe; finding a value that is used often takes no lock.
 */
public final class RecentlyUsed<K, V> {

    private static final int MOST = 1000;

    private final int most;
    private final Map<K, Entry<K, V>> entries = new ConcurrentHashMap<>();
    /** In the order of use, the most recently used at the end. */
    private final Map<K, V> kept = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > most;
        }
    };

    private final ReferenceQueue<V> collected = new ReferenceQueue<>();
    private volatile int moves;

    /** An empty map. */
    public RecentlyUsed() {
        this(MOST);
    }

    /** An empty map that keeps this number of values that are not referenced elsewhere. */
    public RecentlyUsed(int most) {
        this.most = most;
    }

    /** The value of a key, or null if there is none. */
    public @Nullable V find(K key) {
        removeCollected();
        Entry<K, V> entry = entries.get(key);
        if (entry == null) {
            return null;
        }
        V value = entry.get();
        // if fewer values were moved since the last move of this one, it is far from being evicted
        if (value != null && moves - entry.move > most / 2) {
            moveToFront(entry, value);
        }
        return value;
    }

    /**
     * The value of a key. All callers get the same one while one of them holds it.
     *
     * @param maker makes it if there is none; it is called under a lock
     */
    public V get(K key, Function<? super K, ? extends V> maker) {
        V known = find(key);
        return known == null ? findOrMake(key, maker) : known;
    }

    private synchronized V findOrMake(K key, Function<? super K, ? extends V> maker) {
        V known = find(key);
        if (known != null) {
            return known;
        }
        V made = maker.apply(key);
        put(key, made);
        return made;
    }

    /** Sets the value of a key, in place of the one that it had. */
    public synchronized void put(K key, V value) {
        Entry<K, V> entry = new Entry<>(key, value, collected);
        entries.put(key, entry);
        moveToFront(entry, value);
    }

    /** Shows all values without a lock. Values that come or go meanwhile may be left out. It does not count as a use. */
    public void forEach(BiConsumer<? super K, ? super V> action) {
        removeCollected();
        entries.forEach((key, entry) -> {
            V value = entry.get();
            if (value != null) {
                action.accept(key, value);
            }
        });
    }

    private synchronized void moveToFront(Entry<K, V> entry, V value) {
        if (entries.get(entry.key) == entry) {
            kept.put(entry.key, value);
            moves++;
            entry.move = moves;
        }
    }

    private void removeCollected() {
        for (Reference<?> gone = collected.poll(); gone != null; gone = collected.poll()) {
            Entry<?, ?> entry = (Entry<?, ?>) gone;
            entries.remove(entry.key, entry);
        }
    }

    private static final class Entry<K, V> extends WeakReference<V> {

        private final K key;
        private volatile int move;

        Entry(K key, V value, ReferenceQueue<V> collected) {
            super(value, collected);
            this.key = key;
        }
    }
}
