package io.github.camelmodelarts.obs;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.ObsClients;
import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.ModelArtsObsException;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.support.ObsTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DownloadFromObsTest extends ObsTest {

    private String download() {
        return "modelarts:downloadFromObs?localPath=" + folder.resolve("out");
    }

    private void put(String key, String text) {
        store.put(BUCKET, key, text.getBytes(StandardCharsets.UTF_8));
    }

    /** All files below the folder of the test, hidden ones too. */
    private List<String> files() throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(Files::isRegularFile)
                    .map(path -> folder.relativize(path).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void writesAnObjectToAFileOfItsName() throws Exception {
        put("in/a.png", "png");

        Exchange exchange = succeeded(routes.send(download(), "obs://pictures/in/a.png"));

        File file = exchange.getMessage().getBody(File.class);
        assertThat(file).hasName("a.png").hasContent("png");
        assertThat(files()).containsExactly("out/a.png");
    }

    @Test
    void writesAllObjectsOfAFolder() throws Exception {
        put("in/", "");
        put("in/a.png", "1");
        put("in/sub/a b+猫.png", "2");
        put("inner.png", "3");

        Exchange exchange = succeeded(routes.send(download() + "&obsPath=obs://pictures/in/", null));

        assertThat(files()).containsExactly("out/a.png", "out/sub/a b+猫.png");
        assertThat(exchange.getMessage().getBody(File.class))
                .isEqualTo(folder.resolve("out").toFile());
        assertThat(exchange.getMessage().getHeader(ModelArtsConstants.FILES)).isEqualTo(2);
    }

    @Test
    void downloadsWhatWasUploadedInParts() throws Exception {
        byte[] content = new byte[20 << 20];
        new Random(2).nextBytes(content);
        Path file = Files.write(folder.resolve("large.bin"), content);
        succeeded(routes.send("modelarts:uploadToObs?obsPath=obs://pictures/", file));

        succeeded(routes.send(download(), "obs://pictures/large.bin"));

        assertThat(folder.resolve("out/large.bin")).hasBinaryContent(content);
    }

    @Test
    void replacesAnExistingFile() throws Exception {
        put("in/a.png", "new");
        Files.createDirectories(folder.resolve("out"));
        Files.writeString(folder.resolve("out/a.png"), "old and longer");

        succeeded(routes.send(download(), "obs://pictures/in/a.png"));

        assertThat(folder.resolve("out/a.png")).hasContent("new");
        assertThat(files()).containsExactly("out/a.png");
    }

    @Test
    void keepsTheEarlierFileIfTheDownloadFails() throws Exception {
        put("in/a.png", "new");
        Files.createDirectories(folder.resolve("out"));
        Files.writeString(folder.resolve("out/a.png"), "old");
        store.onRequest(request -> {
            if (request.operation().equals("HeadObject")) {
                store.delete(BUCKET, "in/a.png");
            }
        });

        assertThat(failure(routes.send(download(), "obs://pictures/in/a.png"), ModelArtsObsException.class)
                        .getErrorCode())
                .isEqualTo("NoSuchKey");

        assertThat(folder.resolve("out/a.png")).hasContent("old");
        assertThat(files()).containsExactly("out/a.png");
    }

    @Test
    void explainsThatThereIsNoSuchObjectOrFolder() throws Exception {
        assertThat(failure(routes.send(download(), "obs://pictures/in/none.png"), ModelArtsObsException.class))
                .hasMessageContaining("obs://pictures/in/none.png")
                .hasMessageContaining("Check the key");
        assertThat(failure(routes.send(download(), "obs://pictures/none/"), ModelArtsObsException.class))
                .hasMessageContaining("There is no object in obs://pictures/none/");
        assertThat(files()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"in/../a.png", "in//a.png", "in/./a.png", "in/a\\b.png"})
    void refusesAKeyThatWouldLeaveTheLocalFolder(String key) throws Exception {
        put("in/good.png", "1");
        put(key, "2");

        assertThat(failure(routes.send(download(), "obs://pictures/in/"), ModelArtsRequestException.class))
                .hasMessageContaining("can't be the name of a local file");

        assertThat(files()).isEmpty();
    }

    @Test
    void twoDownloadsOfOneFileDoNotDisturbEachOther() throws Exception {
        put("in/a.png", "complete");
        try (PartialFile other = new PartialFile(folder.resolve("out/a.png"))) {
            other.write(ByteBuffer.wrap("half of ano".getBytes(StandardCharsets.UTF_8)));

            succeeded(routes.send(download(), "obs://pictures/in/a.png"));

            assertThat(folder.resolve("out/a.png")).hasContent("complete");
        }
        assertThat(files()).containsExactly("out/a.png");
    }

    @Test
    void deletesTheRestOfADownloadThatWasKilledLongAgo() throws Exception {
        put("in/a.png", "new");
        Path out = Files.createDirectories(folder.resolve("out"));
        Path old = Files.writeString(out.resolve(".a.png.0123abcd.modelarts-part"), "half");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
        Path inProgress = Files.writeString(out.resolve(".b.png.0123abcd.modelarts-part"), "half");

        succeeded(routes.send(download(), "obs://pictures/in/a.png"));

        assertThat(old).doesNotExist();
        assertThat(inProgress).exists();
    }

    @ParameterizedTest
    @CsvSource({"in/a, in/a/b.png", "in/A.png, in/a.png", "in/sub/a, in/SUB/a"})
    void refusesKeysThatCanNotBeFilesOfOneFolder(String one, String other) throws Exception {
        put(one, "1");
        put(other, "2");

        assertThat(failure(routes.send(download(), "obs://pictures/in/"), ModelArtsRequestException.class))
                .hasMessageContaining("no file was written");

        assertThat(files()).isEmpty();
    }

    /** A full disk, which the limit of the file stands for. */
    @Test
    void leavesNoFileIfTheDiskIsFull() throws Exception {
        put("in/a.png", "x".repeat(100_000));
        ObsStorage storage = new ObsStorage(() -> ObsClients.of(routes.component()), 2, System::nanoTime);
        ObsPath path = new ObsPath(BUCKET, "in/a.png");
        ObsEntry object = storage.find(path);

        try (PartialFile full = new PartialFile(folder.resolve("out/a.png")) {
            @Override
            void write(ByteBuffer bytes) throws IOException {
                super.write(bytes);
                throw new IOException("No space left on device");
            }
        }) {
            assertThatThrownBy(() -> storage.download(object, full, () -> false))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("No space left on device");
        }

        assertThat(files()).isEmpty();
    }

    @Test
    void refusesAnEndpointWithoutALocalFolder() {
        assertThatThrownBy(() -> routes.route("modelarts:downloadFromObs?obsPath=obs://pictures/in/"))
                .hasRootCauseInstanceOf(ModelArtsRequestException.class)
                .hasRootCauseMessage("downloadFromObs requires localPath: set it to the local folder for the files");
    }
}
