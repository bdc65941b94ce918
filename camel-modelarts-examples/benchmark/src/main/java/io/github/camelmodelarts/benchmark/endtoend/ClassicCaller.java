package io.github.camelmodelarts.benchmark.endtoend;

import java.io.IOException;
import java.util.function.Consumer;

import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.FileEntity;
import org.apache.hc.core5.io.CloseMode;
import org.jspecify.annotations.Nullable;

/** HttpClient's classic client, which blocks. It sends files. */
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
        request.setEntity(new FileEntity(target.file().toFile(), ContentType.APPLICATION_OCTET_STREAM));
        try {
            end.accept(client.execute(
                    request,
                    response -> response.getCode() == 200 && EntityUtils.toByteArray(response.getEntity()).length > 0
                            ? null
                            : new IllegalStateException("Unexpected " + response)));
        } catch (IOException e) {
            end.accept(e);
        }
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
