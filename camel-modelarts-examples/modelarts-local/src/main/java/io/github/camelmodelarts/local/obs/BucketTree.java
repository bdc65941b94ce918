package io.github.camelmodelarts.local.obs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

import org.jspecify.annotations.Nullable;

/**
 * The directory of one bucket: which file belongs to which key. Only files whose names are those of their key are objects,
 * also if the user put them there. Its caller prevents changes at the same time.
 */
final class BucketTree {

    /** "Objects are listed in lexicographical order by object name" (OBS API reference, "Listing Objects"): of octets. */
    static final Comparator<String> ORDER =
            (a, b) -> Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

    private final Path directory;
    private final boolean ascii;

    /** A file of the tree, with the size and the time that were found with its name. */
    record Entry(Path file, BasicFileAttributes attributes) {}

    BucketTree(Path directory) {
        this.directory = directory;
        ascii = !keepsUnicode(directory);
    }

    private static boolean keepsUnicode(Path directory) {
        try {
            return directory.resolve("\u4e2d\u00fc\ud83d\ude00").toString().endsWith("\u4e2d\u00fc\ud83d\ude00");
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** The file of an object, or null if there is none. */
    @Nullable
    Path find(String key) {
        Path plain = path(KeyNames.of(key, ascii));
        if (Files.isRegularFile(plain)) {
            return plain;
        }
        Path beside = beside(plain);
        return Files.isRegularFile(beside) ? beside : null;
    }

    /** The file for a new content of an object. Creates its directories; an object that has a name of one moves aside. */
    Path place(String key) throws IOException {
        List<String> names = KeyNames.of(key, ascii);
        Path parent = directory;
        for (String name : names.subList(0, names.size() - 1)) {
            Path child = parent.resolve(name);
            if (Files.isRegularFile(child)) {
                Files.move(child, beside(child), StandardCopyOption.ATOMIC_MOVE);
            }
            if (!Files.isDirectory(child)) {
                Files.createDirectory(child);
            }
            parent = child;
        }
        Path plain = parent.resolve(names.get(names.size() - 1));
        Path beside = beside(plain);
        return Files.isDirectory(plain) || Files.exists(beside) ? beside : plain;
    }

    /** Deletes the file of an object and the directories that are empty then. */
    void remove(String key) throws IOException {
        Path file = find(key);
        if (file == null) {
            return;
        }
        Files.delete(file);
        for (Path parent = file.getParent();
                parent != null && !parent.equals(directory) && isEmpty(parent);
                parent = parent.getParent()) {
            Files.delete(parent);
        }
    }

    private static boolean isEmpty(Path path) throws IOException {
        try (var entries = Files.newDirectoryStream(path)) {
            return !entries.iterator().hasNext();
        }
    }

    /** All keys with a prefix, in {@link #ORDER}. */
    NavigableMap<String, Entry> list(String prefix) throws IOException {
        NavigableMap<String, Entry> found = new TreeMap<>(ORDER);
        Path start = start(prefix);
        if (!Files.isDirectory(start)) {
            return found;
        }
        // a user may link a directory of pictures into a bucket
        Files.walkFileTree(
                start, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        String key = attributes.isRegularFile() ? key(file) : null;
                        if (key != null && key.startsWith(prefix)) {
                            found.put(key, new Entry(file, attributes));
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                        if (failure instanceof FileSystemLoopException || !Files.exists(file)) {
                            return FileVisitResult.CONTINUE; // a link to a directory above, or a file that is gone
                        }
                        throw failure;
                    }
                });
        return found;
    }

    /** The deepest directory that contains all keys with a prefix. */
    private Path start(String prefix) {
        int slash = prefix.lastIndexOf('/');
        return slash < 0 ? directory : path(KeyNames.of(prefix.substring(0, slash), ascii));
    }

    private @Nullable String key(Path file) {
        List<String> names = StreamSupport.stream(directory.relativize(file).spliterator(), false)
                .map(Path::toString)
                .toList();
        String key = KeyNames.key(names);
        if (key == null) {
            return null;
        }
        Path plain = path(KeyNames.of(key, ascii));
        return file.equals(plain) || (file.equals(beside(plain)) && !Files.isRegularFile(plain)) ? key : null;
    }

    private Path path(List<String> names) {
        Path path = directory;
        for (String name : names) {
            path = path.resolve(name);
        }
        return path;
    }

    private static Path beside(Path path) {
        return path.resolveSibling(KeyNames.beside(path.getFileName().toString()));
    }
}
