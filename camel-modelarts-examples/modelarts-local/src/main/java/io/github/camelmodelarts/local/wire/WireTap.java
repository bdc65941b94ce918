package io.github.camelmodelarts.local.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

import io.undertow.server.AbstractServerConnection;
import io.undertow.server.HttpServerExchange;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.ConduitReadableByteChannel;
import org.xnio.conduits.StreamSourceConduit;

import io.github.camelmodelarts.local.signing.RawRequest;

/** Reads the octets of a connection before Undertow reads them. */
public final class WireTap extends AbstractStreamSourceConduit<StreamSourceConduit> {

    private final HeadSplitter splitter = new HeadSplitter();

    WireTap(StreamSourceConduit next) {
        super(next);
    }

    /**
     * Returns the head of an exchange that has just begun; must be called once for each exchange. Null for HTTP/2,
     * which sends heads in another form.
     */
    public static @Nullable RawRequest head(HttpServerExchange exchange) {
        return exchange.getConnection() instanceof AbstractServerConnection connection
                        && connection.getOriginalSourceConduit() instanceof WireTap tap
                ? tap.splitter.take()
                : null;
    }

    /** Reads octets that were read before the tap was set. */
    void feed(ByteBuffer octets) {
        splitter.feed(octets);
    }

    @Override
    public int read(ByteBuffer buffer) throws IOException {
        int start = buffer.position();
        int n = super.read(buffer);
        if (n > 0) {
            splitter.feed(buffer.duplicate().limit(start + n).position(start));
        }
        return n;
    }

    @Override
    public long read(ByteBuffer[] buffers, int offset, int length) throws IOException {
        for (int i = offset; i < offset + length; i++) {
            if (buffers[i].hasRemaining()) {
                return read(buffers[i]);
            }
        }
        return 0;
    }

    @Override
    public long transferTo(long position, long count, FileChannel target) throws IOException {
        return target.transferFrom(new ConduitReadableByteChannel(this), position, count);
    }

    @Override
    public long transferTo(long count, ByteBuffer throughBuffer, StreamSinkChannel target) throws IOException {
        return IoUtils.transfer(new ConduitReadableByteChannel(this), count, throughBuffer, target);
    }
}
