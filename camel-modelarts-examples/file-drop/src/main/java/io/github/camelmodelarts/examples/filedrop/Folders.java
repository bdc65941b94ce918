package io.github.camelmodelarts.examples.filedrop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.apache.camel.CamelContext;

/** The folders. Their paths are absolute, because Camel resolves a relative target of a move against the inbox. */
record Folders(Path inbox, Path working, Path outbox, Path done, Path failed) {

    /** The suffixes of the results that the routes write to the outbox. */
    static final List<String> RESULTS = List.of("orientation.json", "ocr.json", "iris.json", "annotated.png");

    /** The suffix of the reason beside a file in the failed folder. */
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

    /** Creates missing folders, so that a run fails at its start and not at the first prediction. */
    void create() throws IOException {
        for (Path folder : List.of(inbox, working, outbox, done, failed)) {
            Files.createDirectories(folder);
            if (!Files.isWritable(folder)) {
                throw new IOException("The folder " + folder + " is not writable");
            }
        }
    }

    /** Moves files that an interrupted run left in the working folder back to the inbox. */
    void recover() throws IOException {
        for (String name : visible(working)) {
            Path target = inbox.resolve(name);
            for (int number = 2; Files.exists(target); number++) {
                target = inbox.resolve(Names.numbered(name, number));
            }
            Files.move(working.resolve(name), target);
        }
    }

    /** Returns the files in the inbox that the routes will take. */
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

    /** Returns all paths where a file of this name, its reason and its results can be. */
    Stream<Path> traces(String name) {
        return Stream.concat(
                Stream.of(done.resolve(name), failed.resolve(name), failed.resolve(name + "." + REASON)),
                results(name));
    }

    /** Returns the paths of all possible results of a file of this name. */
    Stream<Path> results(String name) {
        return RESULTS.stream().map(result -> outbox.resolve(name + "." + result));
    }

    /** Returns whether the file is in the done folder or, with its reason, in the failed folder. */
    boolean keeps(String name) {
        return Files.exists(done.resolve(name))
                || (Files.exists(failed.resolve(name)) && Files.exists(failed.resolve(name + "." + REASON)));
    }
}
