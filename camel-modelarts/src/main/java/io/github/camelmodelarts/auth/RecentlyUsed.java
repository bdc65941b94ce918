package io.github.camelmodelarts.auth;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Maps that keep what is used. */
public final class RecentlyUsed {

    private static final int MOST = 1000;

    private RecentlyUsed() {}

    /** An empty map: of more than 1,000 entries, the one that was not used for longest is forgotten. Thread-safe, {@code computeIfAbsent} included. */
    public static <K, V> Map<K, V> map() {
        return Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > MOST;
            }
        });
    }
}
