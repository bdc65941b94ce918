package io.github.camelmodelarts.local;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import com.obs.services.ObsClient;
import com.obs.services.ObsConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.camelmodelarts.local.api.Credentials;
import io.github.camelmodelarts.local.obs.ObjectStore;
import io.github.camelmodelarts.local.obs.ObsRequest;

import static org.assertj.core.api.Assertions.assertThat;

/** The section on the object storage in the README: its code is the code between the marks here. */
class ObsGuideTest {

    @TempDir
    Path directory;

    private final ModelArtsLocal modelArts = ModelArtsLocal.start();

    @AfterEach
    void close() {
        modelArts.close();
    }

    @Test
    void showsHuaweisClientInPathStyle() throws IOException {
        Path picture = Files.write(directory.resolve("a.png"), new byte[] {1, 2, 3});
        // begin
        modelArts.obs().createBucket("pictures");

        ObsConfiguration configuration = new ObsConfiguration();
        configuration.setEndPoint(modelArts.obsEndpoint());
        configuration.setPathStyle(true);
        Credentials keys = modelArts.credentials();
        try (ObsClient client = new ObsClient(keys.accessKey(), keys.secretKey(), configuration)) {
            client.putObject("pictures", "in/a.png", picture.toFile());
        }
        // end
        assertThat(modelArts.obs().get("pictures", "in/a.png")).containsExactly(1, 2, 3);
    }

    @Test
    void showsTheStore() {
        byte[] bytes = {1};
        Credentials keys = modelArts.credentials();
        modelArts.obs().createBucket("pictures");
        modelArts.obs().put("pictures", "out/b.json", bytes);
        // begin
        ObjectStore obs = modelArts.obs();
        obs.put("pictures", "in/b.png", bytes);
        List<String> found = obs.keys("pictures", "in/");
        byte[] result = obs.get("pictures", "out/b.json");
        Path folder = obs.folder();

        obs.failNext(2, 503, "SlowDown");
        obs.restrict("pictures", keys.temporaryAccessKey());
        obs.onRequest(request -> modelArts.metadata().rotate());
        List<ObsRequest> requests = obs.requests();
        List<String> open = obs.openUploads("pictures");
        // end
        assertThat(found).containsExactly("in/b.png");
        assertThat(result).isEqualTo(bytes);
        assertThat(folder.resolve("pictures/in/b.png")).hasBinaryContent(bytes);
        assertThat(requests).isEmpty();
        assertThat(open).isEmpty();
    }

    @Test
    void showsHostStyle() throws IOException {
        modelArts.obs().createBucket("pictures");
        ObsConfiguration configuration = new ObsConfiguration();
        Credentials keys = modelArts.credentials();
        // begin
        configuration.setEndPoint(modelArts.obsEndpoint().replace("127.0.0.1", "obs.localhost"));
        configuration.setPathStyle(false);
        configuration.setCustomizedDnsImpl(host -> List.of(InetAddress.getLoopbackAddress()));
        // end
        try (ObsClient client = new ObsClient(keys.accessKey(), keys.secretKey(), configuration)) {
            assertThat(client.headBucket("pictures")).isTrue();
        }
        assertThat(modelArts.obs().requests())
                .last()
                .satisfies(request -> assertThat(request.hostStyle()).isTrue());
    }

    @Test
    void isTheCodeOfTheGuide() throws IOException {
        String guide = code(Files.readString(Path.of("README.md")));
        String path = "src/test/java/" + getClass().getName().replace('.', '/') + ".java";
        String[] shown = Files.readString(Path.of(path)).split("// (begin|end)\\R");
        assertThat(shown).hasSize(7);
        assertThat(guide).contains(code(shown[1]), code(shown[3]), code(shown[5]));
    }

    /** Without comments and white space. */
    private static String code(String text) {
        return text.replaceAll("(?m)//.*$", "").replaceAll("\\s", "");
    }
}
