package io.github.camelmodelarts.faults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.api.ModelAnswer;
import io.github.camelmodelarts.local.api.ModelRequest;
import io.github.camelmodelarts.support.FileDropProcess;
import io.github.camelmodelarts.support.JavaProcess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A process that is killed at any moment loses no file: each file ends in exactly one directory. */
class KilledProcessTest {

    private static final boolean SOAK = Boolean.getBoolean("soak");
    private static final int KILLS = SOAK ? 20 : 3;
    private static final int FILES = SOAK ? 1000 : 90;
    private static final Pattern CONTENT = Pattern.compile("picture-\\d+(-damaged)?");

    private final Random random = new Random(20261122);
    private final ModelArtsLocal local = ModelArtsLocal.start();
    private final AtomicInteger predicted = new AtomicInteger();
    private final List<Process> processes = new ArrayList<>();

    @TempDir
    private Path folder;

    @BeforeEach
    void dropFiles() throws IOException {
        local.addService("slow", this::predict).delay(Duration.ofMillis(100));
        Files.createDirectories(folder.resolve("inbox"));
        for (int i = 0; i < FILES; i++) {
            // the service rejects one file in ten
            String content = "picture-" + i + (i % 10 == 7 ? "-damaged" : "");
            Files.writeString(folder.resolve("inbox").resolve(i + ".png"), content);
        }
    }

    @AfterEach
    void stop() {
        processes.forEach(Process::destroyForcibly);
        local.close();
    }

    private ModelAnswer predict(ModelRequest request) throws IOException {
        Matcher content = CONTENT.matcher(new String(request.body().readAllBytes(), StandardCharsets.UTF_8));
        if (!content.find() || content.group(1) != null) {
            return ModelAnswer.refusal(400, "The picture is damaged");
        } else if (random.nextInt(10) == 0) {
            return ModelAnswer.refusal(500, "The model had a bad moment");
        }
        predicted.incrementAndGet();
        return ModelAnswer.json(Map.of("of", content.group()));
    }

    @Test
    @Tag("F47")
    @Tag("R11")
    void losesNoFileWheneverItIsKilled() throws Exception {
        for (int kill = 0; kill < KILLS; kill++) {
            Process process = start();
            int asked = local.requests().size() + random.nextInt(FILES / KILLS);
            await().atMost(Duration.ofMinutes(3))
                    .pollInterval(Duration.ofMillis(1))
                    .until(() ->
                            local.requests().size() >= asked || files("inbox").isEmpty());
            // kill -9
            process.destroyForcibly();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
        start();
        await().atMost(Duration.ofSeconds(SOAK ? 300 : 180))
                .until(() -> files("inbox").isEmpty());
        await().untilAsserted(() ->
                assertThat(files("done").size() + files("failed").size()).isEqualTo(FILES));

        int duplicates = predicted.get() - files("outbox").size();
        System.out.println(
                KILLS + " kills, " + FILES + " files: " + files("done").size() + " done, "
                        + files("failed").size() + " failed, " + duplicates + " predicted more than once");
        assertThat(Stream.concat(files("done").stream(), files("failed").stream()))
                .doesNotHaveDuplicates()
                .hasSize(FILES);
        assertThat(files("outbox")).containsAll(names(files("done")));
        for (String result : files("outbox")) {
            String name = result.replace(".png.json", "");
            assertThat(folder.resolve("outbox").resolve(result)).hasContent("{\"of\":\"picture-" + name + "\"}");
        }
        assertThat(duplicates).isBetween(0, KILLS * FileDropProcess.IN_FLIGHT);
    }

    private static Set<String> names(Set<String> pictures) {
        return pictures.stream().map(name -> name + ".json").collect(Collectors.toSet());
    }

    /** The complete files, without Camel's lock files and files that are being written. */
    private Set<String> files(String name) throws IOException {
        Path directory = folder.resolve(name);
        if (!Files.isDirectory(directory)) {
            return Set.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .filter(file -> !file.startsWith(".") && !file.endsWith(".camelLock"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private Process start() throws IOException {
        Process process = JavaProcess.of(
                        FileDropProcess.class,
                        List.of("-Xmx128m", "-XX:TieredStopAtLevel=1"),
                        List.of(folder.toString(), local.address("slow")))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        processes.add(process);
        process.getOutputStream()
                .write((local.credentials().appKey() + "\n"
                                + local.credentials().appSecret() + "\n")
                        .getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        return process;
    }
}
