package io.github.camelmodelarts.consumers;

import org.apache.camel.test.AvailablePortFinder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.github.camelmodelarts.local.gateway.RecordedRequest;

import static org.assertj.core.api.Assertions.assertThat;

/** Netty HTTP. The body is the unchanged body of the HTTP request. */
@Tag("B04")
class NettyHttpTest extends UploadTest {

    private final String server = "http://127.0.0.1:" + AvailablePortFinder.getNextAvailable();

    @Override
    protected String server() {
        return server;
    }

    @Override
    protected String serving(String path) {
        return "netty-http:" + server + path;
    }

    @Test
    void passesAFormThrough() throws Exception {
        Form form = new Form()
                .file("photo", "a.png", PICTURE)
                .file("photo", "b.png", PICTURE)
                .text("threshold", "0.5");
        byte[] body = form.bytes();

        upload(server() + "/AUTO", form.contentType(), body);

        RecordedRequest request = request();
        assertThat(request.header("Content-Type")).isEqualTo(form.contentType());
        assertThat(request.body()).isEqualTo(body);
    }
}
