package io.github.camelmodelarts.obs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.support.JavaProcess;
import io.github.camelmodelarts.support.NumberedBytes;
import io.github.camelmodelarts.support.ObsCopier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Large objects need little memory, and a process that is killed leaves neither half an object nor half a file under its name. */
class BigObjectTest {

    @TempDir
    private Path folder;

    private ModelArtsLocal local;

    @BeforeEach
    void start() {
        local = ModelArtsLocal.start();
        local.obs().createBucket("pictures");
    }

    @AfterEach
    void stop() {
        local.close();
    }

    private Path file(int mebibytes) throws IOException {
        Path file = folder.resolve("large.bin");
        try (OutputStream out = Files.newOutputStream(file)) {
            new NumberedBytes((long) mebibytes << 20).transferTo(out);
        }
        return file;
    }

    private ProcessBuilder copier(int heap, Path file) {
        return JavaProcess.of(
                ObsCopier.class,
                List.of("-Xmx" + heap + "m", "-XX:+ExitOnOutOfMemoryError", "-XX:TieredStopAtLevel=1"),
                List.of(
                        local.obsEndpoint(),
                        local.credentials().accessKey(),
                        local.credentials().secretKey(),
                        file.toString(),
                        folder.resolve("out").toString()));
    }

    @Test
    @EnabledIfSystemProperty(named = "soak", matches = "true", disabledReason = "Large objects are for -Psoak")
    void copiesAGibibyteWithASmallHeap() throws Exception {
        copies(1024, 128);
    }

    @Test
    void copiesAFileLargerThanTheHeap() throws Exception {
        copies(70, 64);
    }

    private void copies(int mebibytes, int heap) throws Exception {
        Path file = file(mebibytes);

        List<String> printed = JavaProcess.run(copier(heap, file));

        printed.forEach(line -> System.out.println(mebibytes + " MiB at -Xmx" + heap + "m, " + line));
        assertThat(Files.mismatch(file, folder.resolve("out/large.bin"))).isEqualTo(-1);
        assertThat(local.obs().size("pictures", "in/stream")).isEqualTo(Files.size(file));
        assertThat(local.obs().openUploads("pictures")).isEmpty();
    }

    /** The parts stay in OBS until a lifecycle rule removes them, and are no object. */
    @Test
    void leavesNoObjectIfItIsKilledDuringAnUpload() throws Exception {
        Path file = file(40);
        killedAt("UploadPart", 2, copier(64, file));

        assertThat(local.obs().keys("pictures", "")).isEmpty();
        assertThat(local.obs().openUploads("pictures")).hasSize(1);
    }

    @Test
    void leavesOnlyTheHiddenPartIfItIsKilledDuringADownload() throws Exception {
        Path file = file(10);
        killedAt("GetObject", 1, copier(64, file));

        try (Stream<Path> files = Files.list(folder.resolve("out"))) {
            assertThat(files)
                    .singleElement()
                    .satisfies(left -> assertThat(left.getFileName().toString())
                            .matches("\\.large\\.bin\\.[0-9a-f]{8}\\.modelarts-part"));
        }
    }

    /** Kills the process while OBS handles a request of this operation. */
    private void killedAt(String operation, int number, ProcessBuilder command) throws Exception {
        Process process = command.redirectErrorStream(true).start();
        int[] seen = {0};
        local.obs().onRequest(request -> {
            if (request.operation().equals(operation) && ++seen[0] == number) {
                process.destroyForcibly();
                await().until(() -> !process.isAlive());
            }
        });
        try (BufferedReader output = process.inputReader()) {
            String printed = String.join("\n", output.lines().toList());
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(printed).isTrue();
            assertThat(process.exitValue()).as(printed).isNotZero();
            assertThat(seen[0]).as(printed).isEqualTo(number);
        }
    }
}
