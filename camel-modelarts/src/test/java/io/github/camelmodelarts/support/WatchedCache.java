package io.github.camelmodelarts.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicLong;

import org.apache.camel.Exchange;
import org.apache.camel.StreamCache;

/** A stream cache that counts the bytes read from it and its copies, or throws an Error instead. */
public final class WatchedCache extends InputStream implements StreamCache {

    private final byte[] content;
    private final boolean failing;
    private final AtomicLong read;
    private int position;

    private WatchedCache(byte[] content, boolean failing, AtomicLong read) {
        this.content = content;
        this.failing = failing;
        this.read = read;
    }

    /** A cache with content. */
    public static WatchedCache of(byte[] content) {
        return new WatchedCache(content, false, new AtomicLong());
    }

    /** A faulty cache: each read throws an Error. */
    public static WatchedCache failing() {
        return new WatchedCache(new byte[10], true, new AtomicLong());
    }

    /** The number of bytes that were read. */
    public long bytesRead() {
        return read.get();
    }

    @Override
    public synchronized int read() {
        check();
        if (position == content.length) {
            return -1;
        }
        read.incrementAndGet();
        return content[position++] & 0xff;
    }

    @Override
    public synchronized int read(byte[] bytes, int from, int count) {
        check();
        if (position == content.length && count > 0) {
            return -1;
        }
        int given = Math.min(count, content.length - position);
        System.arraycopy(content, position, bytes, from, given);
        position += given;
        read.addAndGet(given);
        return given;
    }

    private void check() {
        if (failing) {
            throw new NoClassDefFoundError("test/Missing");
        }
    }

    @Override
    public synchronized void reset() {
        position = 0;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        check();
        out.write(content);
        read.addAndGet(content.length);
    }

    @Override
    public StreamCache copy(Exchange exchange) {
        return new WatchedCache(content, failing, read);
    }

    @Override
    public boolean inMemory() {
        return true;
    }

    @Override
    public long length() {
        return content.length;
    }

    @Override
    public synchronized long position() {
        return position;
    }
}
