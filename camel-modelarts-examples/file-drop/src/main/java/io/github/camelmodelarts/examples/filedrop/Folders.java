package io.github.camelmodelarts.examples.filedrop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.apache.camel.CamelContext;

/** Where files come from and go to. Absolute, because Camel takes a relative target of a move for one below the inbox. */
record Folders(Path inbox, Path working, Path outbox, Path done, Path failed) {

    /** What the routes may put beside a file's name in the outbox. */
    static final List<String> RESULTS = List.of("orientation.json", "ocr.json", "iris.json", "annotated.png");

    /** What stands beside a file in the failed folder. */
    static final String REASON = "reason.txt";

    static Folders of(CamelContext context) {
        return new Folders(
                folder(context, "inbox"),
                folder(context, "working"),
                folder(context, "outbox"),
                folder(context, "done"),
                folder(context, "failed"));
    }

    private static Path folder(CamelContext context, String name) {
        return Path.of(context.resolvePropertyPlaceholders("{{folder." + name + "}}"))
                .toAbsolutePath()
                .normalize();
    }

    /** Makes those that are missing: better to fail now than when the first prediction is there. */
    void create() throws IOException {
        for (Path folder : List.of(inbox, working, outbox, done, failed)) {
            Files.createDirectories(folder);
            if (!Files.isWritable(folder)) {
                throw new IOException("The folder " + folder + " is not writable");
            }
        }
    }

    /** Gives back to the inbox what an interrupted run was working on. */
    void recover() throws IOException {
        for (String name : visible(working)) {
            Path target = inbox.resolve(name);
            for (int number = 2; Files.exists(target); number++) {
                target = inbox.resolve(Names.numbered(name, number));
            }
            Files.move(working.resolve(name), target);
        }
    }

    /** The files in the inbox that the routes will take. */
    List<String> waiting() throws IOException {
        return visible(inbox);
    }

    private static List<String> visible(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    /** Everything that may have become of a file of this name. */
    Stream<Path> traces(String name) {
        return Stream.concat(
                Stream.of(done.resolve(name), failed.resolve(name), failed.resolve(name + "." + REASON)),
                results(name));
    }

    /** The predictions that may have been made of a file of this name. */
    Stream<Path> results(String name) {
        return RESULTS.stream().map(result -> outbox.resolve(name + "." + result));
    }

    /** Whether the file was moved to where it belongs; with its reason if that is the failed folder. */
    boolean keeps(String name) {
        return Files.exists(done.resolve(name))
                || (Files.exists(failed.resolve(name)) && Files.exists(failed.resolve(name + "." + REASON)));
    }
}
