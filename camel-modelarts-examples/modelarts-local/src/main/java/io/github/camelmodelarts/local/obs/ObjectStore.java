package io.github.camelmodelarts.local.obs;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The buckets and objects of the object storage, and its settings for tests. Each bucket is a directory of {@link #folder()},
 * each object a file: the object {@code in/a.png} of the bucket {@code pictures} is the file {@code pictures/in/a.png}. A
 * file that is put there by other means is an object too. Changes of objects are atomic.
 *
 * <p>The methods check no credentials and record no requests: they are for the code that runs the server. They throw an
 * {@link IllegalArgumentException} if a bucket, an object or a name is wrong, and an {@link UncheckedIOException} if the disk
 * fails. Thread-safe.
 */
public final class ObjectStore {

    private static final int MAX_KEY = 1024;

    private final ObjectFiles files;
    private final Uploads uploads;
    private final Settings settings = new Settings();

    private ObjectStore(ObjectFiles files, Clock clock) {
        this.files = files;
        uploads = new Uploads(files, clock);
    }

    /**
     * Opens the store in a folder, which is created if it does not exist. Its directories are buckets if their names are
     * allowed. Only one store at a time may use a folder.
     *
     * @param clock for the time of objects
     * @throws UncheckedIOException if the folder can't be used
     */
    public static ObjectStore in(Path folder, Clock clock) {
        return orUnchecked(() -> new ObjectStore(new ObjectFiles(folder, clock), clock));
    }

    private interface Step<T> {
        T run() throws ObsException, IOException;
    }

    private static <T> T orUnchecked(Step<T> step) {
        try {
            return step.run();
        } catch (ObsException e) {
            throw new IllegalArgumentException(
                    e.getMessage() + " " + e.details().values(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("The object storage failed: " + e.getMessage(), e);
        }
    }

    /** The folder with the buckets, an absolute path. */
    public Path folder() {
        return files.folder();
    }

    /**
     * Creates a bucket. Does nothing if it exists.
     *
     * @param name 3 to 63 small letters, digits, hyphens and dots
     * @return this store
     */
    public ObjectStore createBucket(String name) {
        if (!BucketNames.isValid(name)) {
            throw new IllegalArgumentException(
                    "A bucket can't have this name: " + name + ". Use 3 to 63 small letters, digits, hyphens and dots");
        }
        orUnchecked(() -> files.createBucket(name));
        return this;
    }

    /**
     * Deletes a bucket with its objects. Does nothing if it does not exist.
     *
     * @return this store
     */
    public ObjectStore deleteBucket(String bucket) {
        orUnchecked(() -> {
            if (files.hasBucket(bucket)) {
                files.deleteBucket(bucket, true);
                settings.unrestrict(bucket);
                uploads.endAll(bucket);
            }
            return true;
        });
        return this;
    }

    /** Whether a bucket exists. */
    public boolean hasBucket(String bucket) {
        return files.hasBucket(bucket);
    }

    /** The names of all buckets, sorted. */
    public List<String> buckets() {
        return orUnchecked(files::buckets);
    }

    /**
     * Creates or replaces an object. Its media type follows from the ending of its key.
     *
     * @param key 1 to 1024 bytes in UTF-8
     */
    public void put(String bucket, String key, byte[] content) {
        put(bucket, key, new ByteArrayInputStream(content));
    }

    /**
     * Creates or replaces an object with the content of a stream, which is read to its end and not closed. If reading
     * fails, the object is not changed.
     */
    public void put(String bucket, String key, InputStream content) {
        orUnchecked(() -> {
            checkKey(key);
            try (Received received = files.receive(content)) {
                StoredObject.Labels labels = StoredObject.Labels.of(ObjectFiles.guessedType(key));
                return files.commit(bucket, key, received, received.etag(), labels);
            }
        });
    }

    /** Whether an object exists. */
    public boolean has(String bucket, String key) {
        return orUnchecked(() -> files.has(bucket, checkKey(key)));
    }

    /** The content of an object. */
    public byte[] get(String bucket, String key) {
        return orUnchecked(() -> {
            try (InputStream content = open(bucket, key)) {
                return content.readAllBytes();
            }
        });
    }

    /** The content of an object, to be closed by the caller. Later changes of the object don't change it. */
    public InputStream open(String bucket, String key) {
        return orUnchecked(
                () -> Channels.newInputStream(files.open(bucket, checkKey(key)).content()));
    }

    /** The size of an object in bytes. */
    public long size(String bucket, String key) {
        return orUnchecked(() -> files.find(bucket, checkKey(key)).size());
    }

    /** The media type of an object. */
    public String contentType(String bucket, String key) {
        return orUnchecked(() -> files.find(bucket, checkKey(key)).labels().contentType());
    }

    /** The keys that begin with a prefix, in the order of their bytes in UTF-8; all keys for an empty prefix. */
    public List<String> keys(String bucket, String prefix) {
        return orUnchecked(() -> List.copyOf(files.list(bucket, prefix).keySet()));
    }

    /** Deletes an object. Does nothing if there is none, as in OBS. */
    public void delete(String bucket, String key) {
        orUnchecked(() -> {
            files.delete(bucket, checkKey(key));
            return true;
        });
    }

    /** The keys of the multipart uploads that are neither complete nor aborted, sorted; a key can occur several times. */
    public List<String> openUploads(String bucket) {
        return uploads.of(bucket).stream().map(Uploads.Upload::key).toList();
    }

    /**
     * Restricts a bucket to some access keys: requests with other keys get 403 AccessDenied. Without access keys in the call,
     * no request may use it. Default: all keys of the server may use all buckets.
     *
     * @return this store
     */
    public ObjectStore restrict(String bucket, String... accessKeys) {
        settings.restrict(bucket, Set.of(accessKeys));
        return this;
    }

    /**
     * Removes the restriction of a bucket.
     *
     * @return this store
     */
    public ObjectStore unrestrict(String bucket) {
        settings.unrestrict(bucket);
        return this;
    }

    /**
     * Makes the next requests fail like this, before their credentials are checked, after the failures that are planned
     * already. Requests for the version of the API don't count.
     *
     * @param status the status, for example 503
     * @param code the code in the body, for example {@code SlowDown}
     * @return this store
     */
    public ObjectStore failNext(int count, int status, String code) {
        settings.failNext(count, new ObsException(status, code, "A failure that was planned for this request"));
        return this;
    }

    /**
     * Removes the failures that are planned.
     *
     * @return this store
     */
    public ObjectStore clearFailures() {
        settings.clearFailures();
        return this;
    }

    /**
     * Sets an action that runs after each request was processed and before its response is sent, on the thread of the
     * request. It may block, change objects, and replace credentials. An exception of it is logged. Default: none.
     *
     * @return this store
     */
    public ObjectStore onRequest(Consumer<ObsRequest> action) {
        settings.listen(action);
        return this;
    }

    /**
     * The last 10,000 requests, in the order in which they were processed. A snapshot. A request is recorded before its
     * response is sent.
     */
    public List<ObsRequest> requests() {
        return settings.requests();
    }

    /** Deletes the recorded requests. */
    public void clearRequests() {
        settings.clearRequests();
    }

    /** Returns the key if it is allowed. */
    static String checkKey(String key) throws ObsException {
        if (key.isEmpty() || !StandardCharsets.UTF_8.newEncoder().canEncode(key)) {
            throw ObsException.invalidUri("The key of an object must be text of at least one character");
        }
        if (key.getBytes(StandardCharsets.UTF_8).length > MAX_KEY) {
            throw new ObsException(400, "KeyTooLong", "Your key is too long: at most 1024 bytes are allowed");
        }
        return key;
    }

    ObjectFiles files() {
        return files;
    }

    Uploads uploads() {
        return uploads;
    }

    Settings settings() {
        return settings;
    }

    /** Shows the folder. */
    @Override
    public String toString() {
        return "ObjectStore[" + folder() + "]";
    }
}
