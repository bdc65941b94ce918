package io.github.camelmodelarts.consumers;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;

import org.apache.camel.RoutesBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.camelmodelarts.api.BodyType;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests of uploads over HTTP: the same requests to each consumer of Camel. */
abstract class UploadTest extends ConsumerTest {

    /** JSON that a client may send, in UTF-8. */
    static final byte[] JSON = "{ \"label\": \"grün\" }".getBytes(StandardCharsets.UTF_8);

    private static final HttpClient BROWSER =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    protected @Nullable UploadRoutes uploads;

    /** Returns the address of the server. */
    protected abstract String server();

    /** Returns the endpoint that serves a path. */
    protected abstract String serving(String path);

    /** Starts routes, once for all tests. */
    protected void open(RoutesBuilder started) throws Exception {
        context.addRoutes(started);
    }

    @BeforeEach
    void open() throws Exception {
        if (uploads == null) {
            uploads = new UploadRoutes(this::serving, predict());
            open(uploads);
        }
    }

    protected static HttpResponse<String> post(String address, String contentType, byte[] body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address))
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        return BROWSER.send(request, BodyHandlers.ofString());
    }

    /** Sends a request that ends with a prediction. */
    protected void upload(String address, String contentType, byte[] body) throws Exception {
        HttpResponse<String> answer = post(address, contentType, body);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    protected void upload(BodyType bodyType, Form form) throws Exception {
        upload(server() + "/" + bodyType, form.contentType(), form.bytes());
    }

    /** The request of {@code curl --data-binary @page.png -H 'Content-Type: image/png'}. */
    @Test
    void sendsAPictureThatIsTheWholeBodyAsAPart() throws Exception {
        upload(server() + "/AUTO", "image/png", PICTURE);

        assertThat(sent()).singleElement().satisfies(part -> {
            assertThat(part.name()).isEqualTo("images");
            assertThat(part.fileName()).isNotEmpty();
            assertThat(part.contentType()).isEqualTo("image/png");
            assertThat(part.content()).isEqualTo(picture("images", "").content());
        });
    }

    @Test
    void sendsJsonUnchanged() throws Exception {
        upload(server() + "/AUTO", "application/json", JSON);

        assertThat(sentJson().body()).isEqualTo(JSON);
    }
}
