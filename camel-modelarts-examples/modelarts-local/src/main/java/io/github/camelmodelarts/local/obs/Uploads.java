package io.github.camelmodelarts.local.obs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import io.github.camelmodelarts.local.text.SecretText;

/** The multipart uploads that are neither complete nor aborted. Forgotten at the end of the server. Thread-safe. */
final class Uploads {

    private final ObjectFiles files;
    private final Clock clock;
    private final Map<String, Upload> open = new ConcurrentHashMap<>();

    /** One part, in a file of its own. */
    record Part(int number, Path file, long size, String etag, Instant modified) {}

    /** One upload. Its parts are guarded by the upload itself. */
    static final class Upload {

        private final String id;
        private final String bucket;
        private final String key;
        private final StoredObject.Labels labels;
        private final Instant initiated;
        private final NavigableMap<Integer, Part> parts = new TreeMap<>();
        private boolean over;

        private Upload(String id, String bucket, String key, StoredObject.Labels labels, Instant initiated) {
            this.id = id;
            this.bucket = bucket;
            this.key = key;
            this.labels = labels;
            this.initiated = initiated;
        }

        String id() {
            return id;
        }

        String bucket() {
            return bucket;
        }

        String key() {
            return key;
        }

        StoredObject.Labels labels() {
            return labels;
        }

        Instant initiated() {
            return initiated;
        }

        /** The parts by number; a snapshot. */
        synchronized NavigableMap<Integer, Part> parts() {
            return new TreeMap<>(parts);
        }
    }

    Uploads(ObjectFiles files, Clock clock) {
        this.files = files;
        this.clock = clock;
    }

    Upload begin(String bucket, String key, StoredObject.Labels labels) {
        Upload upload = new Upload(SecretText.hex(16).toUpperCase(Locale.ROOT), bucket, key, labels, clock.instant());
        open.put(upload.id(), upload);
        return upload;
    }

    /** The open upload with this id for this object. */
    Upload get(String id, String bucket, String key) throws ObsException {
        Upload upload = open.get(id);
        if (upload == null || !upload.bucket().equals(bucket) || !upload.key().equals(key)) {
            throw ObsException.noSuchUpload();
        }
        return upload;
    }

    /** The open uploads of a bucket, by key and time. */
    List<Upload> of(String bucket) {
        Stream<Upload> all =
                open.values().stream().filter(upload -> upload.bucket().equals(bucket));
        return all.sorted(Comparator.comparing(Upload::key, BucketTree.ORDER)
                        .thenComparing(Upload::initiated)
                        .thenComparing(Upload::id))
                .toList();
    }

    /** Keeps received content as a part, and replaces an earlier part with this number. */
    Part add(Upload upload, int number, Received content) throws ObsException, IOException {
        Path file = files.partFile(upload.id(), number);
        Part part = new Part(number, file, content.size(), content.etag(), clock.instant());
        synchronized (upload) {
            if (upload.over) {
                throw ObsException.noSuchUpload();
            }
            Files.createDirectories(file.getParent());
            Files.move(content.file(), file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            upload.parts.put(number, part);
        }
        return part;
    }

    /** Ends all uploads of a bucket. */
    void endAll(String bucket) throws IOException {
        for (Upload upload : of(bucket)) {
            end(upload);
        }
    }

    /** Ends an upload and deletes its parts. */
    void end(Upload upload) throws IOException {
        synchronized (upload) {
            upload.over = true;
            open.remove(upload.id());
            Path directory = files.partFile(upload.id(), 1).getParent();
            if (directory != null && Files.isDirectory(directory)) {
                ObjectFiles.deleteTree(directory);
            }
        }
    }
}
