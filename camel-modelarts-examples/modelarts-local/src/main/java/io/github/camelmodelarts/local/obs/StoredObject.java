package io.github.camelmodelarts.local.obs;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * What is known about an object, apart from its content. Immutable.
 *
 * @param size in bytes
 * @param modified when its content was written, in milliseconds
 * @param etag without quotation marks: the MD5 of the content, or {@code md5-n} after a multipart upload of n parts
 * @param labels how it is labelled
 */
record StoredObject(long size, Instant modified, String etag, Labels labels) {

    /** The headers that are stored with an object and returned with it, apart from the media type. */
    static final List<String> KEPT_HEADERS =
            List.of("Cache-Control", "Content-Disposition", "Content-Encoding", "Content-Language", "Expires");

    /**
     * What the writer of an object says about it.
     *
     * @param contentType its media type
     * @param headers some of {@link #KEPT_HEADERS}
     * @param metadata the user's metadata by name, in small letters and without a prefix; values as sent
     */
    record Labels(String contentType, Map<String, String> headers, Map<String, String> metadata) {

        Labels {
            headers = Map.copyOf(headers);
            metadata = Map.copyOf(new TreeMap<>(metadata));
        }

        static Labels of(String contentType) {
            return new Labels(contentType, Map.of(), Map.of());
        }
    }

    private static final String HEADER = "header.";
    private static final String METADATA = "metadata.";

    /** The object as properties. The key is only for readers of the file. */
    Properties toProperties(String key) {
        Properties all = new Properties();
        all.setProperty("key", key);
        all.setProperty("size", Long.toString(size));
        all.setProperty("modified", Long.toString(modified.toEpochMilli()));
        all.setProperty("etag", etag);
        all.setProperty("contentType", labels.contentType());
        labels.headers().forEach((name, value) -> all.setProperty(HEADER + name, value));
        labels.metadata().forEach((name, value) -> all.setProperty(METADATA + name, value));
        return all;
    }

    /** The object of these properties, or null if they are incomplete or describe another size or time. */
    static @Nullable StoredObject from(Properties all, long size, Instant modified) {
        String etag = all.getProperty("etag");
        String contentType = all.getProperty("contentType");
        boolean isSame = Long.toString(size).equals(all.getProperty("size"))
                && Long.toString(modified.toEpochMilli()).equals(all.getProperty("modified"));
        if (!isSame || etag == null || contentType == null) {
            return null;
        }
        Map<String, String> headers = new TreeMap<>();
        Map<String, String> metadata = new TreeMap<>();
        for (String name : all.stringPropertyNames()) {
            if (name.startsWith(HEADER)) {
                headers.put(name.substring(HEADER.length()), all.getProperty(name));
            } else if (name.startsWith(METADATA)) {
                metadata.put(name.substring(METADATA.length()), all.getProperty(name));
            }
        }
        return new StoredObject(size, modified, etag, new Labels(contentType, headers, metadata));
    }
}
