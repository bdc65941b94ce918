package io.github.camelmodelarts.local.obs;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A request that the object storage received. Has no secrets: no signature, no security token. Immutable.
 *
 * @param operation its name in the OBS API, for example {@code PutObject}, {@code UploadPart} or {@code HeadBucket};
 *     {@code Unknown} if there is no such operation
 * @param method the HTTP method
 * @param bucket the name of the bucket, or null if the request names none
 * @param key the key of the object, decoded, or null if the request names none
 * @param uploadId the id of the multipart upload, or null if the request names none
 * @param partNumber the number of the part, or 0
 * @param status the status of the response; 0 if the client closed the connection first
 * @param errorCode the code of a rejection, for example {@code NoSuchKey}, or null
 * @param accessKey the access key that the request names, or null; not necessarily a valid one
 * @param withSecurityToken whether a security token was sent
 * @param scheme {@code AWS} or {@code OBS}, the scheme of the header {@code Authorization} or the dialect of a signed URL;
 *     {@code none} without credentials
 * @param signedUrl whether the credentials are in the query
 * @param hostStyle whether the bucket is named by the host and not by the path
 * @param length the number of bytes of its body that were read
 * @param arrival when it arrived, by the server's clock
 */
public record ObsRequest(
        String operation,
        String method,
        @Nullable String bucket,
        @Nullable String key,
        @Nullable String uploadId,
        int partNumber,
        int status,
        @Nullable String errorCode,
        @Nullable String accessKey,
        boolean withSecurityToken,
        String scheme,
        boolean signedUrl,
        boolean hostStyle,
        long length,
        Instant arrival) {}
