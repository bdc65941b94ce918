package io.github.camelmodelarts.local;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.camelmodelarts.local.api.AnswerStream;
import io.github.camelmodelarts.local.api.ModelAnswer;
import io.github.camelmodelarts.local.api.StreamEnd;
import io.github.camelmodelarts.local.gateway.RecordedStream;
import io.github.camelmodelarts.local.gateway.Service;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** The section on streams in the README: its code is the code between the marks here. */
class StreamsGuideTest {

    private static final String HELLO = "data: Hello\n\ndata: world\n\n";

    private final ModelArtsLocal modelArts = ModelArtsLocal.start();

    @AfterEach
    void close() {
        modelArts.close();
    }

    private Service addServices() {
        // begin
        AnswerStream hello = AnswerStream.events("Hello", "world").every(Duration.ofMillis(100));

        Service chat = modelArts.addService("chat", request -> ModelAnswer.events(hello.done()));
        modelArts.addService(
                "error", request -> ModelAnswer.events(hello.error("ModelArts.81101", "Too many requests")));
        modelArts.addService("broken", request -> ModelAnswer.events(hello.breakOff()));
        modelArts.addService("silent", request -> ModelAnswer.events(hello.silence()));
        modelArts.addService("endless", request -> ModelAnswer.events(hello.repeated()));
        modelArts.addService(
                "split", request -> ModelAnswer.events(hello.inPieces(1).every(Duration.ofMillis(1))));
        modelArts.addService(
                "gzip", request -> ModelAnswer.events(hello.gzip()).withHeader("Content-Encoding", "gzip"));
        modelArts.addService("lie", request -> ModelAnswer.stream(200, "application/json", hello.bytes((byte) 0xFF)));
        modelArts.addService(
                "model.bin",
                request -> ModelAnswer.stream(200, "application/octet-stream", AnswerStream.download(2L << 30)));
        // end
        return chat;
    }

    @Test
    void showsStreamsThatEnd() throws Exception {
        Service chat = addServices();
        assertThat(text("chat")).isEqualTo(HELLO + "data: [DONE]\n\n");
        assertThat(text("error")).startsWith(HELLO + "data: {").contains("ModelArts.81101");
        assertThatThrownBy(() -> text("broken")).isInstanceOf(IOException.class);
        assertThat(text("split")).isEqualTo(HELLO);
        assertThat(open("gzip").headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(text("lie")).startsWith(HELLO).doesNotEndWith("\n");
        // begin
        chat.streams().open();
        RecordedStream stream = chat.streams().recorded().get(0);
        stream.end();
        stream.ended();
        stream.events();
        // end
        assertThat(stream.end()).isEqualTo(StreamEnd.COMPLETE);
        assertThat(stream.events()).isEqualTo(3);
    }

    @Test
    void showsStreamsThatOnlyTheClientEnds() throws Exception {
        addServices();
        for (String service : new String[] {"silent", "endless", "model.bin"}) {
            try (InputStream body = open(service).body()) {
                assertThat(body.readNBytes(HELLO.length())).hasSize(HELLO.length());
            }
            await().atMost(60, SECONDS)
                    .until(() -> modelArts.service(service).streams().closedByClient() == 1);
        }
    }

    @Test
    void isTheCodeOfTheGuide() throws IOException {
        String guide = code(Files.readString(Path.of("README.md")));
        String path = "src/test/java/" + getClass().getName().replace('.', '/') + ".java";
        String[] shown = Files.readString(Path.of(path)).split("// (begin|end)\\R");
        assertThat(shown).hasSize(5);
        assertThat(guide).contains(code(shown[1]), code(shown[3]));
    }

    /** Without comments and white space. */
    private static String code(String text) {
        return text.replaceAll("(?m)//.*$", "").replaceAll("\\s", "");
    }

    private HttpResponse<InputStream> open(String service) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(modelArts.address(service)))
                .header("X-Apig-AppCode", modelArts.credentials().appCode())
                .timeout(Duration.ofMinutes(1))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofInputStream());
    }

    private String text(String service) throws IOException, InterruptedException {
        try (InputStream body = open(service).body()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
