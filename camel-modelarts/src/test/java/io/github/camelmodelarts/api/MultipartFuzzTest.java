package io.github.camelmodelarts.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.MultipartReaders.ReadPart;

import static io.github.camelmodelarts.api.Plain.assertPlain;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each parser reads the same parts that were written, or the parts are refused. A part is written as a response with
 * the headers {@code Name}, {@code File} and {@code Type}.
 */
class MultipartFuzzTest {

    private static final String BOUNDARY = "modelarts-00000000-0000-0000-0000-000000000000";

    /** The default limit of Commons FileUpload. */
    private static final int LONGEST_HEAD = 512;

    @FuzzTest
    void writesWhatTwoParsersReadAlike(byte[] written) throws IOException {
        List<Part> parts = new ArrayList<>();
        try {
            for (ServiceResponse part : WrittenAnswer.readAll(written)) {
                String name = text(part, "Name");
                parts.add(new Part(
                        name == null ? "" : name, text(part, "File"), Body.of(part.body(), text(part, "Type"))));
            }
        } catch (ModelArtsRequestException e) {
            assertPlain(e.getMessage(), 1000);
            return;
        }
        Body body = MultipartBody.of(parts, BOUNDARY);
        if (new String(written, StandardCharsets.ISO_8859_1).contains(BOUNDARY)) {
            return; // a real boundary is random, so no content contains it
        }
        for (Part part : parts) {
            if (part.head(BOUNDARY).getBytes(StandardCharsets.UTF_8).length > LONGEST_HEAD) {
                return;
            }
        }
        for (MultipartReaders reader : MultipartReaders.values()) {
            assertThat(reader.read(body)).as(reader.name()).hasSameSizeAs(parts).hasToString(expected(parts));
        }
    }

    private static String expected(List<Part> parts) {
        List<String> expected = new ArrayList<>();
        for (Part part : parts) {
            expected.add(new ReadPart(
                            part.name(), part.sentName(), trimmed(part.content().contentType()), octets(part.content()))
                    .toString());
        }
        return expected.toString();
    }

    private static @Nullable String trimmed(@Nullable String mediaType) {
        return mediaType == null ? null : mediaType.strip();
    }

    private static @Nullable String text(ServiceResponse part, String header) {
        String value = part.headers().get(header);
        return value == null ? null : new String(value.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static String octets(Body content) {
        try (InputStream in = Channels.newInputStream(content.open())) {
            return MultipartReaders.octets(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
