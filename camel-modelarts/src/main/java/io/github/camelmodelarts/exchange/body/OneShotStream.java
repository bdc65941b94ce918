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
 * A stream that can be read once. It remembers that it was read: a redelivery, another endpoint or another part of the
 * same body would find only the rest of the stream, and would send the rest as the whole.
 */
final class OneShotStream extends FilterInputStream {

    /**
     * The streams that were read. The references are weak, so a stream is removed when the application no longer uses it.
     * An exchange property would not suffice, because a copy of the exchange has the same stream but its own properties.
     */
    private static final Set<InputStream> READ =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    private boolean mine;

    /** @throws ModelArtsRequestException if the stream was read before, even in part */
    OneShotStream(InputStream stream) {
        super(stream);
        if (READ.contains(stream)) {
            throw readBefore();
        }
    }

    private static ModelArtsRequestException readBefore() {
        return new ModelArtsRequestException(
                "The body is a stream that was already sent once, and it can't be read again: no complete request was"
                        + " sent. Leave stream caching on, which is the default, or convert the body to bytes before"
                        + " this endpoint");
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

    /** Returns whether the stream is in memory. Then {@link #available} is the number of all remaining bytes. */
    boolean isInMemory() {
        return in.getClass() == ByteArrayInputStream.class;
    }

    /** Trusts only known classes. A subclass of FilterInputStream inherits the method, and may return true by mistake. */
    @Override
    public boolean markSupported() {
        return isInMemory() || in.getClass() == BufferedInputStream.class;
    }

    /** Resets the stream to its beginning, the only place that is marked. After that, the stream counts as not read. */
    @Override
    public synchronized void reset() throws IOException {
        super.reset();
        READ.remove(in);
        mine = false;
    }
}
