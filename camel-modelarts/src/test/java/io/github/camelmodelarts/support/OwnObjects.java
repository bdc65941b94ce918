package io.github.camelmodelarts.support;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Collects the objects that are reachable through the component's classes: keys of maps, as a heap dump shows them, and printed text. */
public final class OwnObjects {

    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<String> texts = new LinkedHashSet<>();
    private final StringBuilder printed = new StringBuilder();
    private int largest;

    private OwnObjects() {}

    public static OwnObjects reachableFrom(Object... roots) throws IllegalAccessException {
        OwnObjects keys = new OwnObjects();
        for (Object root : roots) {
            keys.look(root, false);
        }
        return keys;
    }

    /** All text in keys of maps: strings, and arrays of characters and bytes. */
    public Set<String> keys() {
        return texts;
    }

    /** The results of {@code toString} of all objects of the component. */
    public String printed() {
        return printed.toString();
    }

    /** The number of entries of the largest map. */
    public int largest() {
        return largest;
    }

    private void look(Object object, boolean isKey) throws IllegalAccessException {
        if (object == null || (!isKey && !seen.add(object))) {
            return;
        }
        if (object instanceof Map<?, ?> map) {
            largest = Math.max(largest, map.size());
            for (Map.Entry<?, ?> entry : map.entrySet().toArray(Map.Entry<?, ?>[]::new)) {
                look(entry.getKey(), true);
                look(entry.getValue(), isKey);
            }
        } else if (object instanceof Collection<?> collection) {
            for (Object element : collection.toArray()) {
                look(element, isKey);
            }
        } else if (object instanceof Object[] array) {
            look(Arrays.asList(array), isKey);
        } else if (isKey && object instanceof CharSequence text) {
            texts.add(text.toString());
        } else if (isKey && object instanceof char[] characters) {
            texts.add(new String(characters));
        } else if (isKey && object instanceof byte[] bytes) {
            texts.add(new String(bytes, StandardCharsets.ISO_8859_1));
        } else if (object.getClass().getName().startsWith("io.github.camelmodelarts.")) {
            printed.append(object).append('\n');
            lookIntoFields(object, isKey);
        }
    }

    private void lookIntoFields(Object object, boolean isKey) throws IllegalAccessException {
        for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                boolean ours = field.getDeclaringClass().getName().startsWith("io.github.camelmodelarts.");
                if (ours
                        && !Modifier.isStatic(field.getModifiers())
                        && !field.getType().isPrimitive()) {
                    field.setAccessible(true);
                    look(field.get(object), isKey);
                }
            }
        }
    }
}
