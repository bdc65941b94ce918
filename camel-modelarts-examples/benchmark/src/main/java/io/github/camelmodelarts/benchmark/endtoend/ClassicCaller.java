package io.github.camelmodelarts.benchmark.endtoend;

import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Consumer;

import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.FileEntity;
import org.apache.hc.core5.io.CloseMode;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.benchmark.Sample;

/** HttpClient's classic client, which blocks. It sends files and reads large responses. */
final class ClassicCaller implements Caller {

    private final Target target;
    private final CloseableHttpClient client;

    ClassicCaller(Target target) {
        this.target = target;
        PoolingHttpClientConnectionManagerBuilder connections = PoolingHttpClientConnectionManagerBuilder.create();
        if (target.tls()) {
            connections.setTlsSocketStrategy(ClientTlsStrategyBuilder.create()
                    .setSslContext(target.trust())
                    .buildClassic());
        }
        this.client = HttpClients.custom()
                .setConnectionManager(connections.build())
                .disableAutomaticRetries()
                .build();
    }

    @Override
    public void call(Consumer<@Nullable Throwable> end) {
        HttpPost request = new HttpPost(target.address());
        request.setEntity(
                target.sendsFile()
                        ? new FileEntity(target.file().toFile(), ContentType.APPLICATION_OCTET_STREAM)
                        : new ByteArrayEntity(Sample.json(), ContentType.APPLICATION_JSON));
        try {
            end.accept(client.execute(
                    request,
                    response -> response.getCode() == 200 && isComplete(response.getEntity())
                            ? null
                            : new IllegalStateException("Unexpected " + response)));
        } catch (IOException e) {
            end.accept(e);
        }
    }

    private boolean isComplete(HttpEntity response) throws IOException {
        return target.response() == Target.Response.BYTES
                ? response.getContent().transferTo(OutputStream.nullOutputStream()) == target.size()
                : EntityUtils.toByteArray(response).length > 0;
    }

    @Override
    public boolean blocks() {
        return true;
    }

    @Override
    public void close() {
        client.close(CloseMode.IMMEDIATE);
    }
}
