package io.github.camelmodelarts.faults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.camelmodelarts.local.api.Failure;
import io.github.camelmodelarts.support.RouteTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** After a failed call its file is in exactly one directory, and a file with the reason is next to it. */
class FailingFilesTest extends RouteTest {

    private static final int EACH = 8;
    private static final int GOOD = 20;
    private static final int EMPTY = 2;

    /**
     * Without this option Camel (4.18) takes a file again that was moved while it listed the folder. To move the missing file it
     * first deletes the file at the destination.
     */
    private static final String READ_LOCK =
            "&readLock=changed&readLockMinAge=100&readLockCheckInterval=100&readLockMinLength=0";

    @TempDir
    private Path folder;

    @Test
    @Tag("F47")
    void movesEachFileToOneDirectoryWithTheReason() throws Exception {
        byte[] json = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);
        echo.failNext(EACH, Failure.error(500, "ModelArts.4503", "The model had a bad moment"))
                .failNext(EACH, Failure.error(400, "MR.0105", "The picture is damaged"))
                .failNext(EACH, Failure.error(413, "APIG.0401", "Too large"))
                .failNext(EACH, Failure.cutBeforeAnswer())
                .failNext(EACH, Failure.cutInBody(200, "application/json", json))
                .failNext(EACH, Failure.answer(200, "application/json", new byte[2_000_000]));
        int failing = 6 * EACH;
        Set<String> names = IntStream.range(0, failing + GOOD + EMPTY)
                .mapToObj(i -> String.format("%03d.png", i))
                .collect(Collectors.toCollection(TreeSet::new));
        Path inbox = Files.createDirectories(folder.resolve("inbox"));
        for (String name : names) {
            int number = Integer.parseInt(name.substring(0, 3));
            Files.writeString(inbox.resolve(name), number < failing + GOOD ? "picture " + name : "");
        }
        String uri = predict("APP_SIGNATURE", local.address("echo")) + "&maxRetries=0&maxResponseSize=1000000";

        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                onException(Exception.class)
                        .setBody(simple("${exception.class.simpleName}: ${exception.message}"))
                        .to("file:" + folder + "/failed?fileName=${file:onlyname}.reason");
                from("file:" + inbox + "?initialDelay=0&delay=100&move=../done&moveFailed=../failed" + READ_LOCK)
                        .to(uri)
                        .to("file:" + folder + "/outbox?fileName=${file:name}.json");
            }
        });

        await().atMost(Duration.ofMinutes(3)).until(() -> files("inbox").isEmpty());
        await().untilAsserted(() ->
                assertThat(files("done").size() + pictures("failed").size()).isEqualTo(names.size()));
        assertThat(files("done")).hasSize(GOOD);
        assertThat(files("outbox")).isEqualTo(with(".json", files("done")));
        assertThat(Stream.concat(files("done").stream(), pictures("failed").stream()))
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(names);
        assertThat(files("failed")).containsAll(with(".reason", pictures("failed")));
        for (String name : pictures("failed")) {
            assertThat(folder.resolve("failed").resolve(name + ".reason"))
                    .content()
                    .matches("(?s)ModelArts(OperationFailed|Connection|Response|Request)Exception: .{20,}");
        }
        for (String name : files("done")) {
            assertThat(folder.resolve("outbox").resolve(name + ".json"))
                    .content()
                    .contains("multipart/form-data");
        }
        // each file was sent once, except those that can't be sent
        assertThat(requests(failing + GOOD)).hasSize(failing + GOOD);
    }

    @Test
    @Tag("F47")
    void losesNoFileThatIsMovedWhileTheFolderIsListed() throws Exception {
        int many = 1000;
        echo.failWith(Failure.error(400, "MR.0105", "The picture is damaged"));
        Path inbox = Files.createDirectories(folder.resolve("inbox"));
        for (int i = 0; i < many; i++) {
            Files.writeString(inbox.resolve(i + ".png"), "picture " + i);
        }

        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("file:" + inbox + "?initialDelay=0&delay=1&maxMessagesPerPoll=16&moveFailed=../failed" + READ_LOCK)
                        .to(predict("APP_CODE", local.address("echo")));
            }
        });

        await().atMost(Duration.ofMinutes(3)).until(() -> files("inbox").isEmpty());
        await().untilAsserted(() -> assertThat(pictures("failed")).hasSize(many));
        // each file was predicted once
        assertThat(requests(many)).hasSize(many);
    }

    private static Set<String> with(String ending, Set<String> names) {
        return names.stream().map(name -> name + ending).collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<String> pictures(String directory) throws IOException {
        Set<String> pictures = files(directory);
        pictures.removeIf(name -> !name.endsWith(".png"));
        return pictures;
    }

    private Set<String> files(String directory) throws IOException {
        if (!Files.isDirectory(folder.resolve(directory))) {
            return Set.of();
        }
        try (Stream<Path> files = Files.list(folder.resolve(directory))) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith(".") && !name.endsWith(".camelLock"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
