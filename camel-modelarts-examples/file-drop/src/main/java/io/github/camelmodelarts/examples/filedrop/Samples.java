package io.github.camelmodelarts.examples.filedrop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * Copies the samples into the inbox. It deletes their files of an earlier run, so that a second run looks like the first: a file in the
 * done or failed folder with a sample's name <em>and content</em>, and its results; and the results of a sample that an interrupted
 * run left in the inbox. It never deletes anything else.
 */
record Samples(Path source) {

    void copyTo(Folders folders) throws IOException {
        for (Path sample : files()) {
            String name = sample.getFileName().toString();
            clear(sample, name, folders);
            Path target = folders.inbox().resolve(name);
            if (!Files.exists(target)) {
                // with its modification time, by which the routes see that the file is complete
                Files.copy(sample, target, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    private List<Path> files() throws IOException {
        if (!Files.isDirectory(source)) {
            throw new NoSuchFileException("The folder of samples " + source.toAbsolutePath()
                    + " does not exist. Set folder.samples to its path, or to nothing for a run without samples.");
        }
        try (Stream<Path> files = Files.list(source)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static void clear(Path sample, String name, Folders folders) throws IOException {
        Path done = folders.done().resolve(name);
        Path failed = folders.failed().resolve(name);
        boolean ended = isSame(sample, done) || isSame(sample, failed);
        boolean begun = isSame(sample, folders.inbox().resolve(name)) && !Files.exists(done) && !Files.exists(failed);
        if (ended || begun) {
            for (Path trace : folders.traces(name).toList()) {
                Files.deleteIfExists(trace);
            }
        }
    }

    private static boolean isSame(Path sample, Path file) throws IOException {
        return Files.exists(file) && Files.mismatch(sample, file) == -1;
    }
}
