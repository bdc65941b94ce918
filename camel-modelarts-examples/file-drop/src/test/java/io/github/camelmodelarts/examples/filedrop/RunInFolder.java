package io.github.camelmodelarts.examples.filedrop;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.github.camelmodelarts.local.ModelArtsLocal;

/** A run in its own folder, as the command line starts it, with its console output. */
final class RunInFolder {

    private final Path folder;
    private final Properties settings = new Properties();
    private final ByteArrayOutputStream console = new ByteArrayOutputStream();
    private Run run;

    RunInFolder(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(inbox());
        set("filedrop.home", folder.toString());
        set("folder.samples", "");
    }

    RunInFolder set(String name, String value) {
        settings.setProperty(name, value);
        return this;
    }

    /** Sets addresses and keys of the test's server instead of the program's own local ModelArts. */
    RunInFolder against(ModelArtsLocal server, String service) {
        for (String name : List.of("orientation", "ocr", "iris")) {
            set(name + ".address", server.address(service));
        }
        return set("camel.component.modelarts.accessKey", server.credentials().accessKey())
                .set("camel.component.modelarts.secretKey", server.credentials().secretKey())
                .set("camel.component.modelarts.appKey", server.credentials().appKey())
                .set("camel.component.modelarts.appSecret", server.credentials().appSecret())
                .set("camel.component.modelarts.appCode", server.credentials().appCode());
    }

    /** Sets the models, the bucket and the addresses for {@code --batch}. */
    RunInFolder inBatches(ModelArtsLocal server, String bucket) {
        String component = "camel.component.modelarts.";
        return set("batch.folder", "obs://" + bucket + "/work/")
                .set("batch.pollInterval", "20ms")
                .set(component + "region", server.credentials().region())
                .set(component + "projectId", server.credentials().projectId())
                .set(component + "modelArtsEndpoint", server.modelArtsEndpoint())
                .set(component + "obsEndpoint", server.obsEndpoint());
    }

    /** Drops a file that last changed a minute ago. */
    Path drop(String name, String content) throws IOException {
        return drop(name, content.getBytes(StandardCharsets.UTF_8));
    }

    /** Drops a file that last changed a minute ago. */
    Path drop(String name, byte[] content) throws IOException {
        Path file = inbox().resolve(name);
        Path hidden = inbox().resolve("." + name);
        Files.write(hidden, content);
        Files.setLastModifiedTime(hidden, FileTime.from(Instant.now().minusSeconds(60)));
        return Files.move(hidden, file);
    }

    int toItsEnd(String... arguments) {
        return start(arguments).orTimeout(10, TimeUnit.MINUTES).join();
    }

    /** Writes the settings to a file for {@code --properties}. */
    Path settings() {
        Path file = folder.resolve("my.properties");
        try (var out = Files.newBufferedWriter(file)) {
            settings.store(out, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    CompletableFuture<Integer> start(String... arguments) {
        PrintStream printed = new PrintStream(console, true, StandardCharsets.UTF_8);
        String[] all = Stream.concat(Stream.of("--properties=" + settings()), Stream.of(arguments))
                .toArray(String[]::new);
        Run started = new Run(CommandLine.parse(all), printed, printed);
        run = started;
        return CompletableFuture.supplyAsync(started::toItsEnd, command -> new Thread(command).start());
    }

    void stop() {
        run.stop();
    }

    String console() {
        return console.toString(StandardCharsets.UTF_8);
    }

    Path inbox() {
        return folder.resolve("files/inbox");
    }

    Path working() {
        return folder.resolve("files/working");
    }

    Path outbox() {
        return folder.resolve("files/outbox");
    }

    Path done() {
        return folder.resolve("files/done");
    }

    Path failed() {
        return folder.resolve("files/failed");
    }

    static List<String> names(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
