package io.github.camelmodelarts.exchange;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.camel.Exchange;

import io.github.camelmodelarts.api.ModelArtsRequestException;

/**
 * A stream that can be read once. Its exchange remembers when it was: a redelivery would find nothing left in it, or a rest, and send
 * that for the whole.
 */
final class OneShotStream extends FilterInputStream {

    private static final String READ = "CamelModelArtsReadStreams";

    private final Set<InputStream> read;

    private OneShotStream(InputStream stream, Set<InputStream> read) {
        super(stream);
        this.read = read;
    }

    /**
     * The stream, to be read.
     *
     * @throws ModelArtsRequestException if it was read before, be it in part
     */
    static InputStream of(Exchange exchange, InputStream stream) {
        @SuppressWarnings("unchecked")
        Set<InputStream> read = exchange.getProperty(READ, Set.class);
        if (read == null) {
            read = ConcurrentHashMap.newKeySet();
            exchange.setProperty(READ, read);
        }
        if (read.contains(stream)) {
            throw new ModelArtsRequestException(
                    "The body is a stream that was read when it was sent before, and can't be read"
                            + " again: nothing was sent. Leave stream caching on, as it is by default, or convert the body to bytes"
                            + " before this step");
        }
        return new OneShotStream(stream, read);
    }

    @Override
    public int read() throws IOException {
        read.add(in);
        return super.read();
    }

    @Override
    public int read(byte[] bytes, int from, int count) throws IOException {
        read.add(in);
        return super.read(bytes, from, count);
    }
}
