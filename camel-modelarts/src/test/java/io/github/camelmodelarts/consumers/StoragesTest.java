package io.github.camelmodelarts.consumers;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

import org.apache.camel.Exchange;
import org.apache.camel.converter.stream.InputStreamCache;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

import io.github.camelmodelarts.api.MultipartReaders;
import io.github.camelmodelarts.api.MultipartReaders.ReadPart;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Objects of object stores. Their components need accounts, so a file contains the bodies and headers that they
 * deliver.
 */
@Tag("B09")
class StoragesTest extends ConsumerTest {

    private static final String STORAGES = "/consumers/storages.csv";

    @ParameterizedTest(name = "{0}, {1}")
    @CsvFileSource(resources = STORAGES, numLinesToSkip = 1)
    void sendsAPictureUnderTheLastElementOfItsKey(
            String component,
            String body,
            String nameHeader,
            String name,
            @Nullable String typeHeader,
            @Nullable String type)
            throws Exception {
        assertPredicted(
                routes.send(predict(), body(body, PICTURE), headers(component, nameHeader, name, typeHeader, type)));

        assertThat(sent()).containsExactly(picture("images", "page.png"));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @CsvFileSource(resources = STORAGES, numLinesToSkip = 1)
    void sendsAPictureWithBodyTypeFile(
            String component,
            String body,
            String nameHeader,
            String name,
            @Nullable String typeHeader,
            @Nullable String type)
            throws Exception {
        assertPredicted(routes.send(
                predict() + "&bodyType=FILE",
                body(body, PICTURE),
                headers(component, nameHeader, name, typeHeader, type)));

        assertThat(sent()).containsExactly(picture("images", "page.png"));
    }

    /** The media type of an object that was stored without a type. */
    @ParameterizedTest(name = "{0}, {1}")
    @CsvFileSource(resources = STORAGES, numLinesToSkip = 1)
    void usesTheTypeOfTheNameIfTheStoreHasNone(
            String component, String body, String nameHeader, String name, @Nullable String typeHeader)
            throws Exception {
        assertPredicted(routes.send(
                predict(),
                body(body, PICTURE),
                headers(component, nameHeader, name, typeHeader, "application/octet-stream")));

        assertThat(sent()).containsExactly(picture("images", "page.png"));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @CsvFileSource(resources = STORAGES, numLinesToSkip = 1)
    void sendsAJsonObjectUnchanged(
            String component, String body, String nameHeader, String name, @Nullable String typeHeader)
            throws Exception {
        byte[] json = "{\"label\": \"grün\"}".getBytes(StandardCharsets.UTF_8);

        assertPredicted(routes.send(
                predict(),
                body(body, json),
                headers(component, nameHeader, "in/2026/rows.json", typeHeader, "application/json")));

        assertThat(sentJson().body()).isEqualTo(json);
    }

    @ParameterizedTest(name = "{0}, {1}")
    @CsvFileSource(resources = STORAGES, numLinesToSkip = 1)
    void usesTheTypeOfTheStoreIfTheKeyHasNoExtension(
            String component,
            String body,
            String nameHeader,
            String name,
            @Nullable String typeHeader,
            @Nullable String type)
            throws Exception {
        assertPredicted(routes.send(
                predict(), body(body, PICTURE), headers(component, nameHeader, "in/2026/0017", typeHeader, type)));

        String known = type == null ? "application/octet-stream" : type;
        assertThat(sent()).containsExactly(new ReadPart("images", "0017", known, MultipartReaders.octets(PICTURE)));
    }

    /** Files of mongodb-gridfs: GridFsConsumer sets no name. */
    @Test
    void sendsAPictureWithATypeButNoName() throws Exception {
        assertPredicted(routes.send(
                predict(), new ByteArrayInputStream(PICTURE), Map.of(Exchange.FILE_CONTENT_TYPE, "image/png")));

        assertThat(sent()).singleElement().satisfies(part -> {
            assertThat(part.name()).isEqualTo("images");
            assertThat(part.contentType()).isEqualTo("image/png");
            assertThat(part.content()).isEqualTo(picture("images", "").content());
        });
    }

    private static Object body(String kind, byte[] content) {
        return switch (kind) {
            case "bytes" -> content;
            case "stream" -> new ByteArrayInputStream(content);
            case "cache" -> new InputStreamCache(content);
            default -> throw new IllegalArgumentException(kind);
        };
    }

    private static Map<String, Object> headers(
            String component, String nameHeader, String name, @Nullable String typeHeader, @Nullable String type) {
        Map<String, Object> headers = new HashMap<>(Map.of(nameHeader, name));
        if (typeHeader != null && type != null) {
            headers.put(typeHeader, type);
        }
        if (component.equals("hwcloud-obs")) {
            headers.put(Exchange.FILE_NAME, name);
        }
        return headers;
    }
}
