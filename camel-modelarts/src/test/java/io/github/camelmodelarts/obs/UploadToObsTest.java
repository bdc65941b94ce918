package io.github.camelmodelarts.obs;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.ErrorCategory;
import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.ModelArtsObsException;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.local.obs.ObsRequest;
import io.github.camelmodelarts.support.ObsTest;

import static org.assertj.core.api.Assertions.assertThat;

class UploadToObsTest extends ObsTest {

    private static final String UPLOAD = "modelarts:uploadToObs?obsPath=obs://" + BUCKET + "/in/";
    private static final int LARGE = 20 << 20;

    private Path file(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private Path largeFile() throws IOException {
        return Files.write(folder.resolve("large.bin"), largeContent());
    }

    private static byte[] largeContent() {
        byte[] content = new byte[LARGE];
        new Random(1).nextBytes(content);
        return content;
    }

    private String stored(String key) {
        return new String(store.get(BUCKET, key), StandardCharsets.UTF_8);
    }

    private List<String> operations() {
        return store.requests().stream().map(ObsRequest::operation).toList();
    }

    @Test
    void storesAFileUnderItsNameAndReturnsItsPath() throws Exception {
        Exchange exchange = succeeded(routes.send(UPLOAD, file("a.png", "png").toFile()));

        assertThat(stored("in/a.png")).isEqualTo("png");
        assertThat(store.contentType(BUCKET, "in/a.png")).isEqualTo("image/png");
        assertThat(exchange.getMessage().getBody()).isEqualTo("obs://pictures/in/a.png");
        assertThat(exchange.getMessage().getHeader(ModelArtsConstants.FILES)).isEqualTo(1);
    }

    @Test
    void storesAllFilesOfAFolderWithTheFoldersInIt() throws Exception {
        file("all/a.png", "1");
        file("all/sub/a.png", "2");
        file("all/sub/empty.txt", "");

        Exchange exchange = succeeded(routes.send(UPLOAD, folder.resolve("all")));

        assertThat(keys()).containsExactly("in/a.png", "in/sub/a.png", "in/sub/empty.txt");
        assertThat(stored("in/sub/a.png")).isEqualTo("2");
        assertThat(exchange.getMessage().getBody()).isEqualTo("obs://pictures/in/");
        assertThat(exchange.getMessage().getHeader(ModelArtsConstants.FILES)).isEqualTo(3);
    }

    @Test
    void storesEachFileOfAList() throws Exception {
        List<File> files =
                List.of(file("a.png", "1").toFile(), file("b.png", "2").toFile());

        succeeded(routes.send(UPLOAD, files));

        assertThat(keys()).containsExactly("in/a.png", "in/b.png");
    }

    static Stream<Object> contents() {
        return Stream.of(
                "text",
                "text".getBytes(StandardCharsets.UTF_8),
                new ByteArrayInputStream("text".getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @MethodSource("contents")
    void storesTextBytesAndStreamsUnderTheNameInTheHeader(Object body) throws Exception {
        succeeded(routes.send(UPLOAD, body, Map.of(ModelArtsConstants.FILE_NAME, "a.txt")));

        assertThat(stored("in/a.txt")).isEqualTo("text");
        assertThat(store.contentType(BUCKET, "in/a.txt")).startsWith("text/plain");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b+c&d=e.png", "猫.png", "ü%20.png", "...png", "a'b\"c.png"})
    void keepsTheNameOfAFileAsItIs(String name) throws Exception {
        Exchange exchange = succeeded(routes.send(UPLOAD, file(name, "x")));

        assertThat(keys()).containsExactly("in/" + name);
        assertThat(exchange.getMessage().getBody()).isEqualTo("obs://pictures/in/" + name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/in/", "in/../x/", "in//x/", "a b/+/"})
    void usesTheKeyOfTheFolderAsItIs(String key) throws Exception {
        succeeded(routes.send(
                "modelarts:uploadToObs?allowHeaderOverride=true",
                file("a.png", "x"),
                Map.of(ModelArtsConstants.OBS_PATH, "obs://pictures/" + key)));

        assertThat(keys()).containsExactly(key + "a.png");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../a.png", "/etc/a.png", "..\\a.png"})
    void usesOnlyTheLastPartOfANameInAHeader(String name) throws Exception {
        succeeded(routes.send(UPLOAD, "x", Map.of(ModelArtsConstants.FILE_NAME, name)));

        assertThat(keys()).containsExactly("in/a.png");
    }

    @Test
    void storesALargeFileInParts() throws Exception {
        succeeded(routes.send(UPLOAD, largeFile()));

        assertThat(store.get(BUCKET, "in/large.bin")).isEqualTo(largeContent());
        assertThat(operations())
                .containsExactly(
                        "InitiateMultipartUpload",
                        "UploadPart",
                        "UploadPart",
                        "UploadPart",
                        "CompleteMultipartUpload",
                        "HeadObject");
    }

    @Test
    void storesALargeStreamOfUnknownLengthInParts() throws Exception {
        succeeded(routes.send(
                UPLOAD, new ByteArrayInputStream(largeContent()), Map.of(ModelArtsConstants.FILE_NAME, "large.bin")));

        assertThat(store.get(BUCKET, "in/large.bin")).isEqualTo(largeContent());
        assertThat(operations()).contains("UploadPart");
    }

    @Test
    void sendsARequestAgainThatFailedAtOnce() throws Exception {
        store.failNext(1, 503, "ServiceUnavailable");

        succeeded(routes.send(UPLOAD, file("a.png", "png")));

        assertThat(stored("in/a.png")).isEqualTo("png");
    }

    @Test
    void explainsThatABucketDoesNotExist() throws Exception {
        ModelArtsObsException failure = failure(
                routes.send("modelarts:uploadToObs?obsPath=obs://no-such-bucket/", file("a.png", "png")),
                ModelArtsObsException.class);

        assertThat(failure.getErrorCode()).isEqualTo("NoSuchBucket");
        assertThat(failure.getStatusCode()).isEqualTo(404);
        assertThat(failure.isRetryable()).isFalse();
        assertThat(failure)
                .hasMessageContaining("The upload of obs://no-such-bucket/a.png failed: OBS responded with 404")
                .hasMessageContaining("Check the name of the bucket");
    }

    @Test
    void explainsThatTheUserHasNoRights() throws Exception {
        store.createBucket("others").restrict("others", "ANOTHERKEY");

        Exchange exchange = routes.send("modelarts:uploadToObs?obsPath=obs://others/", file("a.png", "png"));

        ModelArtsObsException failure = failure(exchange, ModelArtsObsException.class);
        assertThat(failure.getStatusCode()).isEqualTo(403);
        assertThat(failure)
                .hasMessageContaining("AccessDenied")
                .hasMessageContaining("Give the user or agency the right");
        assertThat(exchange.getProperty(ModelArtsConstants.ERROR_CATEGORY_PROPERTY))
                .isEqualTo(ErrorCategory.AUTH.name());
    }

    /** Changes a file while its first part is on its way. */
    private void afterTheFirstPart(FileAction action) {
        AtomicInteger parts = new AtomicInteger();
        store.onRequest(request -> {
            if (request.operation().equals("UploadPart") && parts.incrementAndGet() == 1) {
                try {
                    action.run();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
    }

    private interface FileAction {
        void run() throws IOException;
    }

    @Test
    void refusesAFileThatGrowsWhileItIsUploadedAndLeavesNothingInObs() throws Exception {
        Path file = largeFile();
        afterTheFirstPart(() -> Files.write(file, new byte[10], StandardOpenOption.APPEND));

        ModelArtsRequestException failure = failure(routes.send(UPLOAD, file), ModelArtsRequestException.class);

        assertThat(failure).hasMessageContaining("large.bin changed while it was being sent");
        assertThat(keys()).isEmpty();
        assertThat(store.openUploads(BUCKET)).isEmpty();
    }

    @Test
    void refusesAFileThatVanishesWhileItIsUploadedAndLeavesNothingInObs() throws Exception {
        Path file = largeFile();
        afterTheFirstPart(() -> Files.delete(file));

        assertThat(routes.send(UPLOAD, file).getException()).hasMessageContaining("large.bin");

        assertThat(keys()).isEmpty();
        assertThat(store.openUploads(BUCKET)).isEmpty();
    }

    @Test
    void keepsTheEarlierObjectIfAnUploadFails() throws Exception {
        store.put(BUCKET, "in/large.bin", "earlier".getBytes(StandardCharsets.UTF_8));
        Path file = largeFile();
        afterTheFirstPart(() -> Files.write(file, new byte[10], StandardOpenOption.APPEND));

        assertThat(routes.send(UPLOAD, file).getException()).isNotNull();

        assertThat(stored("in/large.bin")).isEqualTo("earlier");
    }

    @Test
    void refusesBytesWithoutAName() throws Exception {
        assertThat(failure(routes.send(UPLOAD, new byte[] {1, 2}), ModelArtsRequestException.class))
                .hasMessageContaining("CamelModelArtsFileName");
        assertThat(store.requests()).isEmpty();
    }

    @Test
    void refusesAnEmptyFolderAndAMissingFile() throws Exception {
        Path empty = Files.createDirectory(folder.resolve("empty"));

        assertThat(failure(routes.send(UPLOAD, empty), ModelArtsRequestException.class))
                .hasMessageContaining("The folder empty has no files");
        assertThat(failure(routes.send(UPLOAD, folder.resolve("none.png")), ModelArtsRequestException.class))
                .hasMessageContaining("none.png can't be read");
        assertThat(store.requests()).isEmpty();
    }
}
