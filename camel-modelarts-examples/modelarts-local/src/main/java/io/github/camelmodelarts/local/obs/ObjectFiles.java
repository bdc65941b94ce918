package io.github.camelmodelarts.local.obs;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLConnection;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.NavigableMap;
import java.util.Properties;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.local.signing.Sha256;

/**
 * Buckets and objects on disk: a directory for each bucket, and the hidden directory {@code .obs} for what a file can't
 * say about an object. Content is complete before it becomes an object. Thread-safe.
 */
final class ObjectFiles {

    /** The media type of an object whose writer named none (OBS API reference, "Uploading Objects - PUT"). */
    static final String UNKNOWN_TYPE = "binary/octet-stream";

    private final Path folder;
    private final Path hidden;
    private final Path temporary;
    private final Clock clock;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    /** An object and its content, which must be closed. */
    record Opened(StoredObject object, FileChannel content) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            content.close();
        }
    }

    /** Uses a folder, which is created if it does not exist. */
    ObjectFiles(Path folder, Clock clock) throws IOException {
        this.folder = Files.createDirectories(folder).toRealPath();
        this.clock = clock;
        hidden = this.folder.resolve(".obs");
        temporary = hidden.resolve("temporary");
        if (Files.isDirectory(temporary)) {
            deleteTree(temporary); // of a server that was killed
        }
        Files.createDirectories(temporary);
    }

    Path folder() {
        return folder;
    }

    /** Deletes a directory with its content. */
    static void deleteTree(Path directory) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(directory)) {
            deepestFirst =
                    all.sorted((a, b) -> b.getNameCount() - a.getNameCount()).toList();
        }
        for (Path path : deepestFirst) {
            Files.deleteIfExists(path);
        }
    }

    /** Creates a bucket. Returns false if it exists. */
    boolean createBucket(String bucket) throws IOException {
        try {
            Files.createDirectory(folder.resolve(bucket));
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    boolean hasBucket(String bucket) {
        return BucketNames.isValid(bucket) && Files.isDirectory(folder.resolve(bucket));
    }

    List<String> buckets() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(path -> path.getFileName().toString())
                    .filter(this::hasBucket)
                    .sorted()
                    .toList();
        }
    }

    Instant created(String bucket) throws IOException {
        return Files.readAttributes(folder.resolve(bucket), BasicFileAttributes.class)
                .creationTime()
                .toInstant();
    }

    /** Deletes a bucket, if it is empty or may be deleted with its objects. */
    void deleteBucket(String bucket, boolean withObjects) throws ObsException, IOException {
        Lock write = locked(lock.writeLock());
        try {
            if (withObjects) {
                deleteTree(folder.resolve(bucket));
            } else if (!tree(bucket).list("").isEmpty()) {
                throw new ObsException(409, "BucketNotEmpty", "The bucket you tried to delete is not empty");
            }
            Path hiddenOfBucket = hidden.resolve(bucket);
            if (Files.isDirectory(hiddenOfBucket)) {
                deleteTree(hiddenOfBucket);
            }
            Files.deleteIfExists(folder.resolve(bucket));
        } catch (DirectoryNotEmptyException e) {
            throw new ObsException(
                    409, "BucketNotEmpty", "The folder of the bucket has files that are no objects: " + e.getMessage());
        } finally {
            write.unlock();
        }
    }

    private BucketTree tree(String bucket) throws ObsException {
        if (!hasBucket(bucket)) {
            throw ObsException.noSuchBucket(bucket);
        }
        return new BucketTree(folder.resolve(bucket));
    }

    /** Writes content to a temporary file, which the caller closes. */
    Received receive(InputStream content) throws IOException {
        return Received.read(content, temporary);
    }

    /** The file of a part of a multipart upload; its directory belongs to the upload. */
    Path partFile(String uploadId, int number) {
        return temporary.resolve(uploadId).resolve(Integer.toString(number));
    }

    /** Makes received content an object, and replaces the object with this key. */
    StoredObject commit(String bucket, String key, Received content, String etag, StoredObject.Labels labels)
            throws ObsException, IOException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        StoredObject object = new StoredObject(content.size(), now, etag, labels);
        Files.setLastModifiedTime(content.file(), FileTime.from(now));
        Lock write = locked(lock.writeLock());
        try {
            Files.move(content.file(), tree(bucket).place(key), StandardCopyOption.ATOMIC_MOVE);
            describe(bucket, key, object);
        } finally {
            write.unlock();
        }
        return object;
    }

    /** Replaces the labels of an object. */
    StoredObject relabel(String bucket, String key, StoredObject.Labels labels) throws ObsException, IOException {
        Lock write = locked(lock.writeLock());
        try {
            Path file = tree(bucket).find(key);
            if (file == null) {
                throw ObsException.noSuchKey(key);
            }
            StoredObject known = describedOrRead(bucket, key, file);
            StoredObject object = new StoredObject(known.size(), known.modified(), known.etag(), labels);
            describe(bucket, key, object);
            return object;
        } finally {
            write.unlock();
        }
    }

    /** Deletes an object; nothing happens if there is none, as in OBS. */
    void delete(String bucket, String key) throws ObsException, IOException {
        Lock write = locked(lock.writeLock());
        try {
            tree(bucket).remove(key);
            Files.deleteIfExists(description(bucket, key));
        } finally {
            write.unlock();
        }
    }

    /** Opens an object for reading. Later changes of the object don't change what is read. */
    Opened open(String bucket, String key) throws ObsException, IOException {
        Lock read = locked(lock.readLock());
        try {
            Path file = tree(bucket).find(key);
            if (file == null) {
                throw ObsException.noSuchKey(key);
            }
            return new Opened(describedOrRead(bucket, key, file), FileChannel.open(file));
        } finally {
            read.unlock();
        }
    }

    StoredObject find(String bucket, String key) throws ObsException, IOException {
        try (Opened opened = open(bucket, key)) {
            return opened.object();
        }
    }

    boolean has(String bucket, String key) throws ObsException {
        Lock read = locked(lock.readLock());
        try {
            return tree(bucket).find(key) != null;
        } finally {
            read.unlock();
        }
    }

    /** All keys with a prefix, in the order of OBS. */
    NavigableMap<String, BucketTree.Entry> list(String bucket, String prefix) throws ObsException, IOException {
        Lock read = locked(lock.readLock());
        try {
            return tree(bucket).list(prefix);
        } finally {
            read.unlock();
        }
    }

    /** The object of an entry of {@link #list}, or null if it is gone. */
    @Nullable
    StoredObject find(String bucket, String key, BucketTree.Entry entry) throws IOException {
        Lock read = locked(lock.readLock());
        try {
            return Files.isRegularFile(entry.file()) ? describedOrRead(bucket, key, entry.file()) : null;
        } finally {
            read.unlock();
        }
    }

    /** What is stored about an object, or what its file says: the user may have put or changed it. */
    private StoredObject describedOrRead(String bucket, String key, Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        Instant modified = attributes.lastModifiedTime().toInstant().truncatedTo(ChronoUnit.MILLIS);
        Path description = description(bucket, key);
        if (Files.isRegularFile(description)) {
            Properties properties = new Properties();
            try (var in = Files.newBufferedReader(description, StandardCharsets.UTF_8)) {
                properties.load(in);
            }
            StoredObject known = StoredObject.from(properties, attributes.size(), modified);
            if (known != null) {
                return known;
            }
        }
        MessageDigest digest = Received.digest();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[64 << 10];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        String etag = HexFormat.of().formatHex(digest.digest());
        StoredObject read =
                new StoredObject(attributes.size(), modified, etag, StoredObject.Labels.of(guessedType(key)));
        describe(bucket, key, read);
        return read;
    }

    /** The media type for the ending of a key. */
    static String guessedType(String key) {
        String guessed = URLConnection.guessContentTypeFromName(key);
        return guessed == null ? UNKNOWN_TYPE : guessed;
    }

    private void describe(String bucket, String key, StoredObject object) throws IOException {
        Path description = description(bucket, key);
        Files.createDirectories(hidden.resolve(bucket));
        Path written = Files.createTempFile(temporary, "object", ".properties");
        try (OutputStream out = Files.newOutputStream(written)) {
            object.toProperties(key).store(out, "An object of OBS");
        }
        Files.move(written, description, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private Path description(String bucket, String key) {
        byte[] name = key.getBytes(StandardCharsets.UTF_8);
        return hidden.resolve(bucket).resolve(Sha256.hex(name) + ".properties");
    }

    private static Lock locked(Lock lock) {
        lock.lock();
        return lock;
    }
}
