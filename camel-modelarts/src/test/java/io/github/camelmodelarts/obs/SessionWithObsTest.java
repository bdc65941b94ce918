package io.github.camelmodelarts.obs;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.camelmodelarts.ModelArtsSession;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.result.BatchPrediction;
import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.options.ModelArtsConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** OBS and batch services from Java, without a route. */
class SessionWithObsTest {

    @TempDir
    private Path folder;

    private ModelArtsLocal local;
    private ModelArtsSession session;

    @BeforeEach
    void open() {
        local = ModelArtsLocal.start();
        local.addService("echo", new EchoModel());
        local.obs().createBucket("pictures");
        ModelArtsConfiguration options = new ModelArtsConfiguration();
        options.setAccessKey(local.credentials().accessKey());
        options.setSecretKey(local.credentials().secretKey());
        options.setRegion(local.credentials().region());
        options.setIamEndpoint(local.iamEndpoint());
        options.setModelArtsEndpoint(local.modelArtsEndpoint());
        options.setObsEndpoint(local.obsEndpoint());
        options.setModelId("echo");
        options.setObsPath("obs://pictures/work/");
        options.setPollInterval(Duration.ofMillis(20));
        session = ModelArtsSession.open(options);
    }

    @AfterEach
    void close() {
        session.close();
        local.close();
    }

    private Path files() throws Exception {
        Path all = Files.createDirectories(folder.resolve("all/sub")).getParent();
        Files.writeString(all.resolve("a.txt"), "1");
        Files.writeString(all.resolve("sub/b.txt"), "2");
        return all;
    }

    @Test
    void uploadsAndDownloadsAFolder() throws Exception {
        assertThat(session.uploadToObs(files(), "obs://pictures/in").join())
                .containsExactly("obs://pictures/in/a.txt", "obs://pictures/in/sub/b.txt");

        List<Path> back = session.downloadFromObs("obs://pictures/in/", folder.resolve("back"))
                .join();

        assertThat(back).containsExactly(folder.resolve("back/a.txt"), folder.resolve("back/sub/b.txt"));
        assertThat(folder.resolve("back/sub/b.txt")).hasContent("2");
    }

    @Test
    void runsABatchOverLocalFilesAndOverAFolderInObs() throws Exception {
        CompletableFuture<String> id = new CompletableFuture<>();

        List<BatchPrediction> predictions =
                session.runBatch(files(), id::complete).join();

        assertThat(predictions).extracting(BatchPrediction::name).containsExactly("a.txt", "sub/b.txt");
        assertThat(session.awaitBatch(id.join()).join()).isEqualTo(predictions);

        local.obs().put("pictures", "in/c.txt", "3".getBytes(StandardCharsets.UTF_8));
        assertThat(session.runBatch("obs://pictures/in/", started -> {}).join())
                .extracting(BatchPrediction::source)
                .containsExactly("obs://pictures/in/c.txt");
    }

    @Test
    void failsTheFutureIfAPathIsNotValid() {
        assertThatThrownBy(() -> session.uploadToObs(folder, "pictures/in/").join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(ModelArtsRequestException.class)
                .hasMessageContaining("contains no bucket");
    }

    @Test
    void endsTransfersWhenItIsClosed() throws Exception {
        CompletableFuture<Void> arrived = new CompletableFuture<>();
        CompletableFuture<Void> goOn = new CompletableFuture<>();
        local.obs().onRequest(request -> {
            arrived.complete(null);
            goOn.join();
        });
        CompletableFuture<List<String>> upload = session.uploadToObs(files(), "obs://pictures/in/");
        arrived.join();

        session.close();

        assertThatThrownBy(upload::join).hasMessageContaining("The route or session was stopped");
        goOn.complete(null);
    }

    @Test
    void stopsAnUploadWhoseFutureIsCancelled() throws Exception {
        CompletableFuture<Void> arrived = new CompletableFuture<>();
        CompletableFuture<Void> goOn = new CompletableFuture<>();
        local.obs().onRequest(request -> {
            if (request.operation().equals("UploadPart")) {
                arrived.complete(null);
                goOn.join();
            }
        });
        Path file = Files.write(folder.resolve("large.bin"), new byte[20 << 20]);
        CompletableFuture<List<String>> upload = session.uploadToObs(file, "obs://pictures/in/");
        arrived.join();

        upload.cancel(false);
        goOn.complete(null);

        await().until(() -> local.obs().requests().stream()
                .anyMatch(request -> request.operation().equals("AbortMultipartUpload")));
        assertThat(local.obs().openUploads("pictures")).isEmpty();
        assertThat(local.obs().keys("pictures", "")).isEmpty();
    }

    @Test
    void removesThePartsOfAnUploadWhenItIsClosed() throws Exception {
        CompletableFuture<Void> arrived = new CompletableFuture<>();
        CompletableFuture<Void> goOn = new CompletableFuture<>();
        local.obs().onRequest(request -> {
            if (request.operation().equals("UploadPart")) {
                arrived.complete(null);
                goOn.join();
            }
        });
        Path file = Files.write(folder.resolve("large.bin"), new byte[20 << 20]);
        session.uploadToObs(file, "obs://pictures/in/");
        arrived.join();

        session.close();

        assertThat(local.obs().openUploads("pictures")).isEmpty();
        goOn.complete(null);
    }
}
