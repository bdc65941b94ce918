package io.github.camelmodelarts.obs;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

import com.obs.services.ObsClient;
import com.obs.services.exception.ObsException;
import com.obs.services.model.AbortMultipartUploadRequest;
import com.obs.services.model.CompleteMultipartUploadRequest;
import com.obs.services.model.InitiateMultipartUploadRequest;
import com.obs.services.model.ObjectMetadata;
import com.obs.services.model.PartEtag;
import com.obs.services.model.PutObjectRequest;
import com.obs.services.model.UploadPartRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelmodelarts.api.Body;
import io.github.camelmodelarts.api.ModelArtsObsException;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.text.Printable;

/**
 * Uploads one body to OBS: in one request if it is small, otherwise in parts. Reads it once, and holds one part in memory. OBS compares the
 * MD5 of each request, and the size of the object is compared at the end. The object appears in OBS when it is complete, and not before.
 */
final class Upload {

    private static final Logger LOG = LoggerFactory.getLogger(Upload.class);

    /** The user metadata of an object that was uploaded in parts: the size of the parts, which its checksum depends on. */
    static final String PART_SIZE = "modelarts-part-size";

    /** In bytes. */
    static final int PART = 8 << 20;

    /** In bytes. A part is held in memory. */
    private static final int LARGEST_PART = 1 << 30;

    /** OBS API reference, "Multipart Upload": part numbers are 1 to 10,000. */
    private static final int MOST_PARTS = 10_000;

    private final ObsClient client;
    private final Body content;
    private final ObsPath target;
    private final Transfer transfer;
    private final int partSize;
    private final String what;

    Upload(ObsClient client, Body content, ObsPath target, Transfer transfer) {
        this.client = client;
        this.content = content;
        this.target = target;
        this.transfer = transfer;
        this.partSize = partSize(content.length());
        this.what = "The upload of " + target;
    }

    /** The size of the parts, so that they are not too many. */
    private static int partSize(long length) {
        long size = PART;
        while (length > size * MOST_PARTS && size < LARGEST_PART) {
            size *= 2;
        }
        return (int) size;
    }

    /**
     * Uploads the body.
     *
     * @throws IOException if the body can't be read, or OBS can't be reached or rejects a request
     */
    void run() throws IOException {
        long size;
        try (ReadableByteChannel source = content.open()) {
            long length = content.length();
            ByteBuffer part =
                    ByteBuffer.allocate(length < 0 ? partSize : (int) Math.min(partSize, Math.max(length, 1)));
            // a body of known length that fits one part needs one request; its end is read, too, because it tells
            // whether a file changed
            boolean ended = !fill(source, part);
            if (ended || (length == part.capacity() && isAtEnd(source))) {
                size = part.limit();
                put(part);
            } else {
                size = parts(source, part);
            }
        }
        long stored = stored(size);
        if (stored != size) {
            throw ModelArtsObsException.of(
                    target + " has " + stored + " bytes in OBS after " + size + " bytes were uploaded",
                    "Another program may have written the same object: use different keys",
                    true);
        }
    }

    /** The size in OBS. A user who may only write gets no answer; OBS has compared the MD5 of each request by then. */
    private long stored(long size) throws IOException {
        try {
            return ObjectHead.of(client, what, target).size();
        } catch (ModelArtsObsException e) {
            if (e.getStatusCode() != 403) {
                throw e;
            }
            LOG.debug("The size of {} in OBS can't be compared, because the user may not read it", target);
            return size;
        }
    }

    /** Reads until the buffer is full, and prepares it for reading. Returns false if the content ended before. */
    private boolean fill(ReadableByteChannel source, ByteBuffer part) throws IOException {
        part.clear();
        while (part.hasRemaining()) {
            transfer.requireNotCancelled();
            if (source.read(part) < 0) {
                part.flip();
                return false;
            }
        }
        part.flip();
        return true;
    }

    private static boolean isAtEnd(ReadableByteChannel source) throws IOException {
        ByteBuffer one = ByteBuffer.allocate(1);
        int read = 0;
        while (read == 0) {
            read = source.read(one);
        }
        return read < 0;
    }

    private void put(ByteBuffer bytes) throws IOException {
        ObjectMetadata metadata = metadata();
        metadata.setContentLength((long) bytes.limit());
        metadata.setContentMd5(md5(bytes));
        transfer.requireNotCancelled();
        ObsFailures.requested(what, () -> {
            PutObjectRequest request = new PutObjectRequest(target.bucket(), target.key(), stream(bytes));
            request.setMetadata(metadata);
            return client.putObject(request);
        });
        transfer.advance(bytes.limit());
    }

    private ObjectMetadata metadata() {
        ObjectMetadata metadata = new ObjectMetadata();
        if (content.contentType() != null) {
            metadata.setContentType(content.contentType());
        }
        return metadata;
    }

    @SuppressWarnings("ByteBufferBackingArray") // allocated here
    private static ByteArrayInputStream stream(ByteBuffer bytes) {
        return new ByteArrayInputStream(bytes.array(), 0, bytes.limit());
    }

    private static String md5(ByteBuffer bytes) {
        MessageDigest digest = Md5.newDigest();
        digest.update(bytes.duplicate());
        return Base64.getEncoder().encodeToString(digest.digest());
    }

    private long parts(ReadableByteChannel source, ByteBuffer part) throws IOException {
        InitiateMultipartUploadRequest begin = new InitiateMultipartUploadRequest(target.bucket(), target.key());
        ObjectMetadata metadata = metadata();
        metadata.addUserMetadata(PART_SIZE, Integer.toString(partSize));
        begin.setMetadata(metadata);
        String id = ObsFailures.requested(
                what, () -> client.initiateMultipartUpload(begin).getUploadId());
        boolean complete = false;
        try {
            List<PartEtag> etags = new ArrayList<>();
            long size = 0;
            boolean more = true;
            while (more) {
                etags.add(part(id, etags.size() + 1, part));
                size += part.limit();
                more = fill(source, part) || part.limit() > 0;
            }
            transfer.requireNotCancelled();
            complete(id, etags);
            complete = true;
            return size;
        } finally {
            if (!complete) {
                abort(id);
            }
        }
    }

    /** Completes the object. If the response is lost, the client repeats the request, and OBS does not know the upload any more. */
    private void complete(String id, List<PartEtag> etags) throws IOException {
        try {
            ObsFailures.requested(
                    what,
                    () -> client.completeMultipartUpload(
                            new CompleteMultipartUploadRequest(target.bucket(), target.key(), id, etags)));
        } catch (ModelArtsObsException e) {
            if (!"NoSuchUpload".equals(e.getErrorCode()) || !isStored(etags)) {
                throw e;
            }
        }
    }

    /** Whether the object consists of these parts, as far as the user may know it. */
    private boolean isStored(List<PartEtag> etags) {
        MessageDigest parts = Md5.newDigest();
        try {
            for (PartEtag etag : etags) {
                parts.update(HexFormat.of().parseHex(etag.getEtag().replace("\"", "")));
            }
            String expected = HexFormat.of().formatHex(parts.digest()) + "-" + etags.size();
            return ObjectHead.of(client, what, target).etag().equalsIgnoreCase(expected);
        } catch (IOException | IllegalArgumentException e) {
            LOG.debug("It is not known whether {} is stored", target, e);
            return false;
        }
    }

    private PartEtag part(String id, int number, ByteBuffer bytes) throws IOException {
        if (number > MOST_PARTS) {
            throw new ModelArtsRequestException("The content for " + target + " has more than " + MOST_PARTS
                    + " parts of " + (partSize >> 20) + " MiB, and its length was not known before: write it to a file"
                    + " first");
        }
        transfer.requireNotCancelled();
        String md5 = md5(bytes);
        String etag = ObsFailures.requested("Part " + number + " of the upload of " + target, () -> {
            UploadPartRequest request = new UploadPartRequest(target.bucket(), target.key());
            request.setUploadId(id);
            request.setPartNumber(number);
            request.setPartSize((long) bytes.limit());
            request.setInput(stream(bytes));
            request.setContentMd5(md5);
            return client.uploadPart(request).getEtag();
        });
        transfer.advance(bytes.limit());
        return new PartEtag(etag, number);
    }

    /** Removes the parts, which cost as much as an object does. */
    private void abort(String id) {
        try {
            client.abortMultipartUpload(new AbortMultipartUploadRequest(target.bucket(), target.key(), id));
        } catch (RuntimeException e) {
            // the failure of the upload says more than that of its end
            LOG.warn(
                    "The parts of the failed upload {} of {} could not be removed from OBS: {}. Remove them with a lifecycle"
                            + " rule for incomplete multipart uploads",
                    Printable.of(id, 60),
                    target,
                    Printable.of(
                            e instanceof ObsException rejected
                                    ? String.valueOf(ObsFailures.failure("The end of the upload", rejected)
                                            .getMessage())
                                    : e.toString(),
                            300));
        }
    }
}
