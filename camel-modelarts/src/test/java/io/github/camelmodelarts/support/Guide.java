package io.github.camelmodelarts.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** A page of the documents, for tests that run its examples. */
public record Guide(Path file) {

    /** The guide with this file name in {@code docs}. */
    public Guide(String name) {
        this(Path.of("..", "docs", name));
    }

    /** The code blocks in a language, without the lines that mark them. */
    public List<String> blocks(String language) throws IOException {
        String text = Files.readString(file).replace("\r\n", "\n");
        return Pattern.compile("(?s)\n```" + language + "\n(.*?)```\n")
                .matcher(text)
                .results()
                .map(block -> block.group(1))
                .toList();
    }
}
