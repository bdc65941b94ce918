package io.github.camelmodelarts.examples.filedrop;

import java.nio.file.Files;
import java.util.HashSet;
import java.util.Set;

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

    synchronized String claim(String fileName) {
        String name = fileName;
        for (int number = 2; isTaken(name); number++) {
            name = numbered(fileName, number);
        }
        inUse.add(name);
        return name;
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
