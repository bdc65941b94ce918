package io.github.camelmodelarts.exchange.body;

import java.io.IOException;
import java.io.InputStream;

import org.apache.camel.StreamCache;

import io.github.camelmodelarts.api.Body;

/**
 * The content of a stream cache that belongs to one request. The cache has only one position, which belongs to the
 * newest reader: an attempt that was given up may still be reading, and must neither take bytes from the next attempt
 * nor send them. Thread-safe.
 */
final class CachedStream implements Body.Source {

    private final StreamCache cache;
    private final InputStream stream;
    private View newest = new View();

    /** @param stream the cache itself */
    CachedStream(StreamCache cache, InputStream stream) {
        this.cache = cache;
        this.stream = stream;
    }

    @Override
    public synchronized InputStream open() {
        cache.reset();
        newest = new View();
        return newest;
    }

    /** One reading from the start. */
    private final class View extends InputStream {

        /** Closes the open file of a cache on disk. The cache opens it again for the next reader. */
        @Override
        public void close() throws IOException {
            synchronized (CachedStream.this) {
                if (newest == this && !cache.inMemory()) {
                    stream.close();
                }
            }
        }

        @Override
        public int read() throws IOException {
            synchronized (CachedStream.this) {
                return current().read();
            }
        }

        @Override
        public int read(byte[] bytes, int from, int count) throws IOException {
            synchronized (CachedStream.this) {
                return current().read(bytes, from, count);
            }
        }

        private InputStream current() throws IOException {
            if (newest != this) {
                throw new IOException("A later attempt reads the body again, so this attempt can't continue");
            }
            return stream;
        }
    }
}
