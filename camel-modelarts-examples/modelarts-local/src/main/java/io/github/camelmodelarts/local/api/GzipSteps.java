package io.github.camelmodelarts.local.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.zip.GZIPOutputStream;

import org.jspecify.annotations.Nullable;

/** Steps that are compressed with gzip. Each piece is flushed, so that the client can read it at once. Not thread-safe. */
final class GzipSteps implements Iterator<StreamStep> {

    private final Iterator<StreamStep> plain;
    private final ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    private @Nullable GZIPOutputStream gzip;
    private boolean ended;

    GzipSteps(Iterator<StreamStep> plain) {
        this.plain = plain;
    }

    @Override
    public boolean hasNext() {
        return !ended;
    }

    @Override
    public StreamStep next() {
        if (ended) {
            throw new NoSuchElementException();
        }
        if (!plain.hasNext()) {
            ended = true;
            return compressed(new byte[0]);
        }
        StreamStep step = plain.next();
        return step instanceof StreamStep.Send send ? compressed(content(send.bytes())) : step;
    }

    private static byte[] content(ByteBuffer bytes) {
        byte[] content = new byte[bytes.remaining()];
        bytes.duplicate().get(content);
        return content;
    }

    private StreamStep compressed(byte[] bytes) {
        try {
            if (gzip == null) {
                gzip = new GZIPOutputStream(compressed, true);
            }
            gzip.write(bytes);
            gzip.flush();
            if (ended) {
                gzip.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        StreamStep step = new StreamStep.Send(ByteBuffer.wrap(compressed.toByteArray()));
        compressed.reset();
        return step;
    }
}
