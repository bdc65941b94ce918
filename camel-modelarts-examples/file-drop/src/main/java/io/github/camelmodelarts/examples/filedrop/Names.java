package io.github.camelmodelarts.examples.filedrop;

import java.io.IOException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Chooses the name under which a file and its results are kept: its own name or, if that is used already, the name with a number
 * ({@code scan.png}, {@code scan.2.png}), so that nothing is overwritten. Thread-safe.
 */
final class Names {

    private final Folders folders;
    private final Set<String> inUse = new HashSet<>();

    Names(Folders folders) {
        this.folders = folders;
    }

    /**
     * Chooses the name for a file.
     *
     * @param areOwn whether all results and the reason under a name are of this content. They are not in the way: this run writes them
     *     again
     */
    synchronized String claim(String fileName, Predicate<String> areOwn) throws IOException {
        String name = fileName;
        for (int number = 2; isTaken(name) && !(isUnfinished(name) && areOwn.test(name)); number++) {
            name = numbered(fileName, number);
        }
        // of an earlier failure of this content
        Files.deleteIfExists(folders.failed().resolve(name + "." + Folders.REASON));
        inUse.add(name);
        return name;
    }

    private boolean isUnfinished(String name) {
        return !inUse.contains(name)
                && !Files.exists(folders.done().resolve(name))
                && !Files.exists(folders.failed().resolve(name));
    }

    /** Releases a name. From now on the files in the folders show that it is taken. */
    synchronized void release(String name) {
        inUse.remove(name);
    }

    private boolean isTaken(String name) {
        return inUse.contains(name) || folders.traces(name).anyMatch(Files::exists);
    }

    static String numbered(String fileName, int number) {
        int dot = fileName.lastIndexOf('.');
        return dot <= 0 ? fileName + "." + number : fileName.substring(0, dot) + "." + number + fileName.substring(dot);
    }
}
