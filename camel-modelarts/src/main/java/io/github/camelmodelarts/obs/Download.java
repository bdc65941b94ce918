package io.github.camelmodelarts.obs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

import com.obs.services.ObsClient;
import com.obs.services.model.GetObjectRequest;
import com.obs.services.model.ObsObject;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelmodelarts.api.ModelArtsConnectionException;
import io.github.camelmodelarts.api.ModelArtsIoException;
import io.github.camelmodelarts.api.ModelArtsObsException;
import io.github.camelmodelarts.text.Printable;

/**
 * Downloads one object. A connection that breaks is replaced, and the download continues where it was. Size and checksum are compared before
 * the file is complete.
 */
final class Download {

    private static final Logger LOG = LoggerFactory.getLogger(Download.class);

    private final ObsClient client;
    private final ObsPath source;
    private final Transfer transfer;
    private final String what;
    private final int maxRetries;
    private long received;
    private int failures;
    private @Nullable IOException lastFailure;

    /** @param maxRetries how many connections may break one after the other without a byte between them */
    Download(ObsClient client, ObsPath source, int maxRetries, Transfer transfer) {
        this.client = client;
        this.source = source;
        this.maxRetries = maxRetries;
        this.transfer = transfer;
        this.what = "The download of " + source;
    }

    /** Downloads the object to a file, which is complete afterwards. */
    void to(PartialFile file) throws IOException {
        ObjectHead head = ObjectHead.of(client, what, source);
        ObjectChecksum checksum = ObjectChecksum.of(head.metadata());
        while (received < head.size()) {
            long before = received;
            receive(head, checksum, file);
            if (received < head.size()) {
                failed(before);
            }
        }
        if (!checksum.matches()) {
            throw ModelArtsObsException.of(
                    what + " has another checksum than the object",
                    "Repeat it. If it fails again, a proxy may change the content",
                    true);
        }
        file.complete();
    }

    /** Counts a response that ended too early. */
    private void failed(long before) throws ModelArtsIoException {
        failures = received > before ? 1 : failures + 1;
        if (failures > maxRetries) {
            throw new ModelArtsConnectionException(
                    what + " broke after " + received + " bytes"
                            + (lastFailure == null ? "" : ": " + Printable.of(lastFailure.toString(), 200)),
                    "Check the network and the proxy",
                    true,
                    true,
                    failures,
                    lastFailure);
        }
        LOG.debug("{} broke after {} bytes and is continued", what, received, lastFailure);
    }

    private void receive(ObjectHead head, ObjectChecksum checksum, PartialFile file) throws IOException {
        transfer.requireNotCancelled();
        ObsObject object = ObsFailures.requested(what, () -> {
            GetObjectRequest request = new GetObjectRequest(source.bucket(), source.key());
            // another object under the same key must not continue this one
            request.setIfMatchTag(head.metadata().getEtag());
            if (received > 0) {
                request.setRangeStart(received);
            }
            return client.getObject(request);
        });
        try (InputStream content = object.getObjectContent()) {
            skipKnown(object, content);
            byte[] bytes = new byte[64 << 10];
            int length = read(content, bytes, bytes.length);
            while (length >= 0) {
                transfer.requireNotCancelled();
                if (received + length > head.size()) {
                    throw ModelArtsObsException.of(
                            what + " has more bytes than the object",
                            "Repeat it. If it fails again, a proxy may change the content",
                            true);
                }
                checksum.update(bytes, length);
                file.write(ByteBuffer.wrap(bytes, 0, length));
                received += length;
                transfer.advance(length);
                length = read(content, bytes, bytes.length);
            }
        }
    }

    /** Skips what was received before if the server, or a proxy, ignored that only the rest was requested. */
    private void skipKnown(ObsObject object, InputStream content) throws IOException {
        boolean isRest = object.getMetadata().getOriginalHeaders().keySet().stream()
                .anyMatch(name -> name.equalsIgnoreCase("Content-Range"));
        byte[] bytes = new byte[64 << 10];
        long left = isRest ? 0 : received;
        while (left > 0) {
            transfer.requireNotCancelled();
            int skipped = read(content, bytes, (int) Math.min(bytes.length, left));
            if (skipped < 0) {
                return;
            }
            left -= skipped;
        }
    }

    /** Reads a piece; -1 at the end, and also if the connection broke. */
    private int read(InputStream content, byte[] bytes, int most) {
        try {
            return content.read(bytes, 0, most);
        } catch (IOException e) {
            lastFailure = e;
            return -1;
        }
    }
}
