package io.github.camelmodelarts.http;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;

/** Bytes as they come in, without a copy where their number was known before. */
final class ReceivedBytes extends ByteArrayOutputStream {

    ReceivedBytes(int expected) {
        super(expected);
    }

    /** All of them; the buffer itself if it is full. */
    synchronized byte[] bytes() {
        return count == buf.length ? buf : toByteArray();
    }

    /** Reads them from the start. */
    synchronized InputStream reader() {
        return new ByteArrayInputStream(buf, 0, count);
    }
}
