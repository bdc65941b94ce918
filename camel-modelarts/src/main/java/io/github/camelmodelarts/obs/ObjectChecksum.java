package io.github.camelmodelarts.obs;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;

import com.obs.services.model.ObjectMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Computes the checksum of an object while its content arrives. OBS calls it the ETag: the MD5 of the content, or for an object that was
 * uploaded in parts the MD5 of the MD5s of the parts, a hyphen, and the number of parts.
 */
final class ObjectChecksum {

    private final @Nullable String expected;
    private final long partSize;
    private final MessageDigest part = Md5.newDigest();
    private final MessageDigest parts = Md5.newDigest();
    private long inPart;
    private int count;

    private ObjectChecksum(@Nullable String expected, long partSize) {
        this.expected = expected;
        this.partSize = partSize;
    }

    /**
     * The checksum to compare with. There is nothing to compare if OBS encrypted the object, because its ETag is then no checksum, or if
     * it was uploaded in parts of unknown size.
     */
    static ObjectChecksum of(ObjectMetadata metadata) {
        String etag = String.valueOf(metadata.getEtag()).replace("\"", "").toLowerCase(Locale.ROOT);
        boolean isEncrypted = metadata.getOriginalHeaders().keySet().stream()
                .anyMatch(name -> name.toLowerCase(Locale.ROOT).contains("server-side-encryption"));
        long partSize = partSize(metadata);
        // another program may have copied the object in other parts, with its metadata
        boolean isChecksum =
                partSize > 0 ? etag.matches("[0-9a-f]{32}-" + parts(metadata, partSize)) : etag.matches("[0-9a-f]{32}");
        return new ObjectChecksum(isChecksum && !isEncrypted ? etag : null, partSize);
    }

    private static long parts(ObjectMetadata metadata, long partSize) {
        Long size = metadata.getContentLength();
        return size == null ? 0 : (size + partSize - 1) / partSize;
    }

    private static long partSize(ObjectMetadata metadata) {
        Object size = metadata.getUserMetadata(Upload.PART_SIZE);
        return size != null && size.toString().matches("[0-9]{1,18}") ? Long.parseLong(size.toString()) : 0;
    }

    void update(byte[] bytes, int length) {
        ByteBuffer rest = ByteBuffer.wrap(bytes, 0, length);
        while (rest.hasRemaining()) {
            int step = partSize == 0 ? rest.remaining() : (int) Math.min(rest.remaining(), partSize - inPart);
            part.update(rest.slice(rest.position(), step));
            rest.position(rest.position() + step);
            inPart += step;
            if (inPart == partSize) {
                endPart();
            }
        }
    }

    private void endPart() {
        parts.update(part.digest());
        count++;
        inPart = 0;
    }

    /** Whether the content is that of the object; true if there is nothing to compare with. Called once, at the end. */
    boolean matches() {
        if (expected == null) {
            return true;
        } else if (partSize == 0) {
            return expected.equals(HexFormat.of().formatHex(part.digest()));
        }
        if (inPart > 0) {
            endPart();
        }
        return expected.equals(HexFormat.of().formatHex(parts.digest()) + "-" + count);
    }
}
