package io.github.camelmodelarts.obs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import com.obs.services.ObsClient;
import com.obs.services.model.DeleteObjectsRequest;
import com.obs.services.model.DeleteObjectsResult;
import com.obs.services.model.KeyAndVersion;
import com.obs.services.model.ListObjectsRequest;
import com.obs.services.model.ObjectListing;
import com.obs.services.model.ObsObject;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.Body;
import io.github.camelmodelarts.api.ModelArtsConnectionException;
import io.github.camelmodelarts.api.ModelArtsIoException;
import io.github.camelmodelarts.api.ModelArtsObsException;
import io.github.camelmodelarts.api.ModelArtsResponseException;
import io.github.camelmodelarts.text.Printable;

/**
 * Reads and writes objects in OBS. Each method blocks until OBS has responded, and fails with a {@link
 * ModelArtsIoException} if OBS rejects a request or can't be reached. Thread-safe.
 */
public final class ObsStorage {

    /** The most objects that one request can list or delete. */
    private static final int PAGE = 1000;

    private final Supplier<ObsClient> client;
    private final int maxRetries;
    private final LongSupplier nanoTime;

    /**
     * Creates a storage.
     *
     * @param client supplies the client, or throws if there can be none
     * @param maxRetries how often a download is continued whose connection breaks before a byte arrives
     * @param nanoTime measures how long transfers take
     */
    ObsStorage(Supplier<ObsClient> client, int maxRetries, LongSupplier nanoTime) {
        this.client = client;
        this.maxRetries = maxRetries;
        this.nanoTime = nanoTime;
    }

    /**
     * Uploads a body, and replaces an object with this key. If the upload fails, the earlier object stays.
     *
     * @param cancelled whether the caller has cancelled; called for each piece
     */
    public void upload(Body content, ObsPath target, BooleanSupplier cancelled) throws IOException {
        Body resolved = content.resolved();
        Transfer transfer = new Transfer("The upload of " + target, resolved.length(), nanoTime, cancelled);
        new Upload(client.get(), resolved, target, transfer).run();
    }

    /**
     * Downloads an object to a file, and replaces that file. If the download fails, the earlier file stays.
     *
     * @param cancelled whether the caller has cancelled; called for each piece
     */
    public void download(ObsEntry source, Path target, BooleanSupplier cancelled) throws IOException {
        try (PartialFile file = opened(target)) {
            download(source, file, cancelled);
        }
    }

    private static PartialFile opened(Path target) throws ModelArtsObsException {
        try {
            return new PartialFile(target);
        } catch (IOException e) {
            throw PartialFile.unwritable(target, e);
        }
    }

    void download(ObsEntry source, PartialFile file, BooleanSupplier cancelled) throws IOException {
        Transfer transfer = new Transfer("The download of " + source.path(), source.size(), nanoTime, cancelled);
        new Download(client.get(), source.path(), maxRetries, transfer).to(file);
    }

    /** Finds an object. */
    public ObsEntry find(ObsPath object) throws IOException {
        ObjectHead head = ObjectHead.of(client.get(), "The request for " + object, object);
        return new ObsEntry(object, head.size(), head.modified());
    }

    /** Lists the objects whose key begins with the key of this path, in the order of their keys; keys that end with a slash are left out. */
    public List<ObsEntry> list(ObsPath folder) throws IOException {
        return entries(folder).stream()
                .filter(entry -> !entry.path().isFolder())
                .toList();
    }

    /** Lists all keys that begin with the key of this path, also those that end with a slash. */
    public List<ObsPath> listAll(ObsPath folder) throws IOException {
        return entries(folder).stream().map(ObsEntry::path).toList();
    }

    private List<ObsEntry> entries(ObsPath folder) throws IOException {
        List<ObsEntry> found = new ArrayList<>();
        String marker = null;
        do {
            ObjectListing page = page(folder, marker);
            for (ObsObject object : page.getObjects()) {
                found.add(new ObsEntry(
                        new ObsPath(folder.bucket(), object.getObjectKey()),
                        object.getMetadata().getContentLength(),
                        object.getMetadata().getLastModified().toInstant()));
            }
            String next = page.isTruncated() ? page.getNextMarker() : null;
            if (next != null && next.equals(marker)) {
                throw new ModelArtsResponseException(
                        "OBS returned the same page of " + folder + " twice: check obsEndpoint and the proxy", null);
            }
            marker = next;
        } while (marker != null);
        return found;
    }

    private ObjectListing page(ObsPath folder, @Nullable String marker) throws IOException {
        ListObjectsRequest request = new ListObjectsRequest(folder.bucket(), PAGE);
        request.setPrefix(folder.key());
        request.setMarker(marker);
        request.setEncodingType("url");
        return ObsFailures.requested("The list of " + folder, () -> client.get().listObjects(request));
    }

    /**
     * Reads a small object.
     *
     * @param most the most bytes it may have
     * @throws ModelArtsResponseException if it is larger
     */
    public byte[] read(ObsPath object, long most) throws IOException {
        String what = "The download of " + object;
        try (InputStream content = ObsFailures.requested(
                        what, () -> client.get().getObject(object.bucket(), object.key()))
                .getObjectContent()) {
            byte[] bytes = content.readNBytes((int) Math.min(most + 1, Integer.MAX_VALUE - 8));
            if (bytes.length > most) {
                throw new ModelArtsResponseException(
                        object + " has more than " + most + " bytes: raise maxResponseSize", null);
            }
            return bytes;
        } catch (ModelArtsIoException e) {
            throw e;
        } catch (IOException e) {
            throw new ModelArtsConnectionException(
                    what + " broke: " + Printable.of(e.toString(), 200),
                    "Check the network and the proxy",
                    true,
                    true,
                    1,
                    e);
        }
    }

    /** Deletes objects of one bucket; objects that do not exist are left out. */
    public void delete(List<ObsPath> objects) throws IOException {
        for (int from = 0; from < objects.size(); from += PAGE) {
            List<ObsPath> page = objects.subList(from, Math.min(from + PAGE, objects.size()));
            DeleteObjectsRequest request = new DeleteObjectsRequest(
                    page.get(0).bucket(),
                    true,
                    page.stream().map(path -> new KeyAndVersion(path.key())).toArray(KeyAndVersion[]::new));
            request.setEncodingType("url");
            DeleteObjectsResult result = ObsFailures.requested(
                    "The deletion of objects", () -> client.get().deleteObjects(request));
            if (!result.getErrorResults().isEmpty()) {
                DeleteObjectsResult.ErrorResult first = result.getErrorResults().get(0);
                throw new ModelArtsObsException(
                        result.getErrorResults().size() + " objects of "
                                + page.get(0).bucket()
                                + " could not be deleted, "
                                + new ObsPath(page.get(0).bucket(), first.getObjectKey())
                                + " for example",
                        "Check the rights to delete objects",
                        0,
                        first.getErrorCode(),
                        null,
                        true,
                        null);
            }
        }
    }
}
