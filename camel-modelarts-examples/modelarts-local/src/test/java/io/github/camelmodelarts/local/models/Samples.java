package io.github.camelmodelarts.local.models;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The file-drop example's sample inputs and their texts, written by {@link SamplePages}. */
final class Samples {

    private static final Path DIRECTORY = Path.of("../file-drop/samples");

    private Samples() {}

    /** The upright pictures. */
    static Stream<String> upright() {
        return Stream.of(
                "scan-01.png",
                "scan-02.png",
                "scan-03.png",
                "scan-04.png",
                "scan-06.jpg",
                "scan-07.png",
                "scan-08.png",
                "scan-10.png");
    }

    static byte[] bytes(String file) throws IOException {
        return Files.readAllBytes(DIRECTORY.resolve(file));
    }

    /** The text of a picture, as one line. */
    static String content(String file) throws IOException {
        String name = "samples/" + file.replaceFirst("[.].*", ".txt");
        try (InputStream in = Samples.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), UTF_8).strip().replace("\n", " ");
        }
    }
}
