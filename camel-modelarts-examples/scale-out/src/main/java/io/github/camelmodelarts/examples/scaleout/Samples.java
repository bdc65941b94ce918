package io.github.camelmodelarts.examples.scaleout;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The inputs of a run, all different: small measurements, which travel in their records, and a few larger pages, which are files in a
 * folder.
 *
 * @param run the beginning of all ids, which no other run has
 * @param folder for the pages, the option {@code --folder} of a worker
 */
record Samples(String run, Path folder) {

    /** One input of so many is a file. */
    private static final int PER_PAGE = 50;

    private static final int PAGE_BYTES = 2 * Announcer.BYTES_UP_TO;

    /** Announces so many inputs, and waits until they are stored. */
    void announce(Announcer announcer, int count) throws IOException {
        Files.createDirectories(folder.resolve(run));
        for (int i = 0; i < count; i++) {
            announcer.announce(i % PER_PAGE == PER_PAGE - 1 ? page(i) : measurement(i));
        }
        announcer.flush();
    }

    private Announcement measurement(int number) {
        String json = "{\"input\": \"%s/%d\", \"petal\": [%d.%d, 0.2]}".formatted(run, number, number % 7, number % 10);
        return Announcement.ofBytes(id(number), number + ".json", json.getBytes(StandardCharsets.UTF_8));
    }

    private Announcement page(int number) throws IOException {
        byte[] text = new byte[PAGE_BYTES];
        Arrays.fill(text, (byte) ' ');
        byte[] title = id(number).getBytes(StandardCharsets.UTF_8);
        System.arraycopy(title, 0, text, 0, title.length);
        Path file = Path.of(run, number + ".txt");
        Files.write(folder.resolve(file), text);
        return Announcement.ofPath(id(number), folder, file);
    }

    private String id(int number) {
        return run + "/" + number;
    }
}
