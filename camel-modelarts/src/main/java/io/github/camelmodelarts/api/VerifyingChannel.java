package io.github.camelmodelarts.api;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.security.MessageDigest;

/**
 * Reads content that was hashed before. If the content differs now, it fails before it returns the last bytes or
 * reports the end.
 */
final class VerifyingChannel extends WrappingChannel {

    private final long length;
    private final String expected;
    private final MessageDigest digest = Sha256.newDigest();
    private long seen;

    VerifyingChannel(ReadableByteChannel source, long length, String expected) {
        super(source);
        this.length = length;
        this.expected = expected;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        int start = target.position();
        int read = source.read(target);
        if (read > 0) {
            digest.update(target.duplicate().flip().position(start));
            seen += read;
        }
        if (read >= 0 ? seen == length : length < 0) {
            requireExpected(target, start);
        }
        return read;
    }

    private void requireExpected(ByteBuffer target, int start) {
        if (!Sha256.hex(digest).equals(expected)) {
            target.position(start);
            throw new ModelArtsRequestException(
                    "The body changed between signing and sending: no complete request was sent. Let the route wait"
                            + " until the file is completely written, with readLock=changed for example");
        }
    }
}
