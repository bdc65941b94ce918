package io.github.camelmodelarts.local.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;

import io.undertow.connector.ByteBufferPool;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.local.api.ModelRequest;
import io.github.camelmodelarts.local.call.Call;
import io.github.camelmodelarts.local.call.RequestBody;
import io.github.camelmodelarts.local.signing.RawRequest;

/** A request that the gateway passes to a model. */
final class GatewayRequest implements ModelRequest {

    private final RawRequest head;
    private final String path;
    private final RequestBody body;
    private final ByteBufferPool buffers;
    private @Nullable Map<String, byte[]> parts;

    GatewayRequest(Call call, String path) {
        this.head = call.head();
        this.path = path;
        this.body = call.body();
        this.buffers = call.exchange().getConnection().getByteBufferPool();
    }

    @Override
    public String method() {
        return head.method().toUpperCase(Locale.ROOT);
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public String query() {
        return head.query();
    }

    @Override
    public @Nullable String header(String name) {
        return head.header(name);
    }

    @Override
    public InputStream body() {
        return body.stream();
    }

    @Override
    public byte @Nullable [] part(String field) throws IOException {
        if (parts == null) {
            parts = MultipartFields.read(head.header("Content-Type"), body, buffers);
        }
        return parts.get(field);
    }
}
