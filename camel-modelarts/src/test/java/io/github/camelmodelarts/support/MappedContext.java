package io.github.camelmodelarts.support;

import java.lang.reflect.Field;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.slf4j.MDC;
import org.slf4j.spi.MDCAdapter;

/** The MDC of each thread, which a test can look at, until it is closed. slf4j-simple has none. Threads inherit nothing, as with Logback. */
public final class MappedContext implements MDCAdapter, AutoCloseable {

    private final Map<Thread, Map<String, String>> values = new ConcurrentHashMap<>();
    private final Object before;

    public MappedContext() throws ReflectiveOperationException {
        before = adapter().get(null);
        adapter().set(null, this);
    }

    private static Field adapter() throws NoSuchFieldException {
        Field field = MDC.class.getDeclaredField("MDC_ADAPTER");
        field.setAccessible(true);
        return field;
    }

    /** The values of all threads whose names contain this text. */
    public Map<String, String> of(String threads) {
        Map<String, String> all = new HashMap<>();
        values.forEach((thread, context) -> {
            if (thread.getName().contains(threads)) {
                all.putAll(context);
            }
        });
        return all;
    }

    private Map<String, String> own() {
        return values.computeIfAbsent(Thread.currentThread(), thread -> new ConcurrentHashMap<>());
    }

    @Override
    public void put(String key, String value) {
        own().put(key, value);
    }

    @Override
    public String get(String key) {
        return own().get(key);
    }

    @Override
    public void remove(String key) {
        own().remove(key);
    }

    @Override
    public void clear() {
        own().clear();
    }

    @Override
    public Map<String, String> getCopyOfContextMap() {
        return new HashMap<>(own());
    }

    @Override
    public void setContextMap(Map<String, String> context) {
        own().clear();
        own().putAll(context);
    }

    @Override
    public void pushByKey(String key, String value) {}

    @Override
    public String popByKey(String key) {
        return null;
    }

    @Override
    public Deque<String> getCopyOfDequeByKey(String key) {
        return new ArrayDeque<>();
    }

    @Override
    public void clearDequeByKey(String key) {}

    @Override
    public void close() throws ReflectiveOperationException {
        adapter().set(null, before);
    }
}
