package io.github.camelmodelarts.obs;

import java.io.IOException;
import java.time.Instant;
import java.util.Date;

import com.obs.services.ObsClient;
import com.obs.services.model.ObjectMetadata;

import io.github.camelmodelarts.api.ModelArtsResponseException;

/**
 * What OBS says about an object without its content.
 *
 * @param size in bytes
 * @param modified the time of the last change by the clock of OBS; the epoch if OBS does not say it
 */
record ObjectHead(long size, Instant modified, ObjectMetadata metadata) {

    /**
     * Requests the head of an object.
     *
     * @param what the operation, for messages
     * @throws ModelArtsResponseException if the response does not say the size
     */
    static ObjectHead of(ObsClient client, String what, ObsPath object) throws IOException {
        ObjectMetadata metadata =
                ObsFailures.requested(what, () -> client.getObjectMetadata(object.bucket(), object.key()));
        Long size = metadata.getContentLength();
        Date modified = metadata.getLastModified();
        if (size == null || size < 0) {
            throw new ModelArtsResponseException(
                    what + " failed: OBS did not say the size of the object: check obsEndpoint and the proxy", null);
        }
        return new ObjectHead(size, modified == null ? Instant.EPOCH : modified.toInstant(), metadata);
    }

    /** The checksum as OBS calls it, without quotes; empty if there is none. */
    String etag() {
        String etag = metadata.getEtag();
        return etag == null ? "" : etag.replace("\"", "");
    }
}
