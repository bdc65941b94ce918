package io.github.camelmodelarts.exchange.body;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;

import io.github.camelmodelarts.api.ModelArtsRequestException;

/**
 * A stream that can be read once. It is remembered that it was read: a redelivery, another endpoint or another part of the same body would
 * find only a rest in it, and send the rest for the whole.
 */
final class OneShotStream extends FilterInputStream {

    /** Weak: a stream is forgotten with its last user. A copy of an exchange has the same stream, and other properties. */
    private static final Set<InputStream> READ =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    private boolean mine;

    /** @throws ModelArtsRequestException if it was read before, even in part */
    OneShotStream(InputStream stream) {
        super(stream);
        if (READ.contains(stream)) {
            throw readBefore();
        }
    }

    private static ModelArtsRequestException readBefore() {
        return new ModelArtsRequestException(
                "The body is a stream that was read when it was sent before, and can't be read"
                        + " again: nothing complete was sent. Leave stream caching on, as it is by default, or convert the body to bytes"
                        + " before this step");
    }

    private void take() {
        if (!mine && !READ.add(in)) {
            throw readBefore();
        }
        mine = true;
    }

    @Override
    public int read() throws IOException {
        take();
        return super.read();
    }

    @Override
    public int read(byte[] bytes, int from, int count) throws IOException {
        take();
        return super.read(bytes, from, count);
    }

    /** Whether it is in memory: then {@link #available} is all that is left of it. */
    boolean isInMemory() {
        return in.getClass() == ByteArrayInputStream.class;
    }

    /** Streams of other classes may only say so, as a filter does that inherits it. */
    @Override
    public boolean markSupported() {
        return isInMemory() || in.getClass() == BufferedInputStream.class;
    }

    /** Back at its beginning, it counts as not read. Marked only there. */
    @Override
    public synchronized void reset() throws IOException {
        super.reset();
        READ.remove(in);
        mine = false;
    }
}
