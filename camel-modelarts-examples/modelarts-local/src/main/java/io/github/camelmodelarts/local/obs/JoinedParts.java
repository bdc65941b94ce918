package io.github.camelmodelarts.local.obs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Iterator;
import java.util.List;

/** The content of several parts, one after the other; one file is open at a time. Not thread-safe. */
final class JoinedParts extends InputStream {

    private final Iterator<Uploads.Part> remaining;
    private InputStream current = nullInputStream();

    JoinedParts(List<Uploads.Part> parts) {
        remaining = parts.iterator();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int count) throws IOException {
        while (true) {
            int n = current.read(buffer, offset, count);
            if (n >= 0 || !remaining.hasNext()) {
                return n;
            }
            current.close();
            current = Files.newInputStream(remaining.next().file());
        }
    }

    @Override
    public void close() throws IOException {
        current.close();
    }
}
