package io.github.camelmodelarts.operating;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The tables of docs/operating.md. */
final class Documented {

    private static final Path FILE = Path.of("..", "docs", "operating.md");

    private Documented() {}

    /** The names in the first column of all tables of a section. */
    static List<String> names(String section) throws IOException {
        return Pattern.compile("(?m)^\\| `([^`]+)` \\|")
                .matcher(section(section))
                .results()
                .map(name -> name.group(1))
                .toList();
    }

    private static String section(String title) throws IOException {
        String text = Files.readString(FILE).replace("\r\n", "\n");
        int begin = text.indexOf("\n## " + title + "\n");
        if (begin < 0) {
            throw new IllegalStateException(FILE + " has no section " + title);
        }
        int end = text.indexOf("\n## ", begin + 1);
        return text.substring(begin, end < 0 ? text.length() : end);
    }
}
