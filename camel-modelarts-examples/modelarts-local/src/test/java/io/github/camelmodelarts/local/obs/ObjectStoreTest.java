package io.github.camelmodelarts.local.obs;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Buckets and objects in a folder. */
class ObjectStoreTest {

    private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private ObjectStore store;

    @BeforeEach
    void createBucket() {
        store = ObjectStore.in(folder, Clock.systemUTC()).createBucket("pictures");
    }

    static Stream<String> oddKeys() {
        return Stream.of(
                "a b+c%20d.png",
                "\u4e2d\u6587/\u56fe\u7247 \ud83d\ude00.png",
                "..",
                ".",
                "../../outside",
                "/leading",
                "//",
                "in/",
                "in//a",
                "%",
                "100%",
                "100%.png",
                "%2E%2E",
                "%+",
                "a%+/b",
                "a\\b:c*d?e\"f<g>h|i",
                "line\nbreak\tand\u0000NUL\u007f",
                "ends with a blank ",
                "ends with a dot./x.",
                "~",
                ".obs/temporary/x",
                "x".repeat(1024),
                "\u4e2d".repeat(341),
                "%41".repeat(341),
                "\u0001".repeat(1024),
                "a/".repeat(512));
    }

    @ParameterizedTest
    @MethodSource("oddKeys")
    void anyKeyIsKept(String key) throws IOException {
        store.put("pictures", key, CONTENT);

        assertThat(store.keys("pictures", "")).containsExactly(key);
        assertThat(store.keys("pictures", key)).containsExactly(key);
        assertThat(store.get("pictures", key)).isEqualTo(CONTENT);
        assertThat(store.size("pictures", key)).isEqualTo(CONTENT.length);
        try (Stream<Path> outside = Files.list(folder)) {
            assertThat(outside.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("pictures", ".obs");
        }

        store.delete("pictures", key);

        assertThat(store.keys("pictures", "")).isEmpty();
        assertThat(folder.resolve("pictures")).isEmptyDirectory();
    }

    @Test
    void allOddKeysExistBesideEachOther() {
        List<String> keys = oddKeys().toList();
        keys.forEach(key -> store.put("pictures", key, key.getBytes(StandardCharsets.UTF_8)));

        assertThat(store.keys("pictures", "")).containsExactlyInAnyOrderElementsOf(keys);
        assertThat(keys)
                .allSatisfy(key -> assertThat(store.get("pictures", key))
                        .asString(StandardCharsets.UTF_8)
                        .isEqualTo(key));
    }

    @Test
    void anOrdinaryKeyIsThePathOfItsFile() {
        store.put("pictures", "in/Ordner \u00fc/a.png", CONTENT);

        assertThat(folder.resolve("pictures/in/Ordner \u00fc/a.png")).hasBinaryContent(CONTENT);
        assertThat(store.contentType("pictures", "in/Ordner \u00fc/a.png")).isEqualTo("image/png");
    }

    @Test
    void aFileThatWasPutThereIsAnObject() throws IOException {
        Files.createDirectories(folder.resolve("pictures/in"));
        Files.write(folder.resolve("pictures/in/a.jpg"), CONTENT);
        Files.createDirectory(folder.resolve("another-bucket"));
        Files.createDirectory(folder.resolve("No_Bucket"));

        assertThat(store.keys("pictures", "in/")).containsExactly("in/a.jpg");
        assertThat(store.get("pictures", "in/a.jpg")).isEqualTo(CONTENT);
        assertThat(store.contentType("pictures", "in/a.jpg")).isEqualTo("image/jpeg");
        assertThat(store.buckets()).containsExactly("another-bucket", "pictures");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anObjectAndObjectsBelowItExistTogether(boolean parentFirst) {
        List<String> keys = parentFirst ? List.of("a", "a/b", "a/b/c") : List.of("a/b/c", "a/b", "a");
        keys.forEach(key -> store.put("pictures", key, key.getBytes(StandardCharsets.UTF_8)));
        keys.forEach(key -> store.put("pictures", key, (key + "2").getBytes(StandardCharsets.UTF_8)));

        assertThat(store.keys("pictures", "")).containsExactly("a", "a/b", "a/b/c");
        assertThat(store.keys("pictures", "a/")).containsExactly("a/b", "a/b/c");
        assertThat(keys)
                .allSatisfy(key -> assertThat(store.get("pictures", key))
                        .asString(StandardCharsets.UTF_8)
                        .isEqualTo(key + "2"));

        store.delete("pictures", "a/b/c");
        store.delete("pictures", "a/b");
        store.put("pictures", "a", CONTENT);

        assertThat(store.keys("pictures", "")).containsExactly("a");
        assertThat(store.get("pictures", "a")).isEqualTo(CONTENT);
    }

    @Test
    void keysAreInTheOrderOfTheirBytes() {
        List.of("b", "a/b", "a-b", "\ud83d\ude00", "\uff5e", "B").forEach(key -> store.put("pictures", key, CONTENT));

        assertThat(store.keys("pictures", "")).containsExactly("B", "a-b", "a/b", "b", "\uff5e", "\ud83d\ude00");
    }

    @Test
    void aFailedWriteLeavesTheObjectAndNothingElse() throws IOException {
        store.put("pictures", "a", CONTENT);
        InputStream failing = new SequenceInputStream(new ByteArrayInputStream(new byte[100_000]), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("broken");
            }

            @Override
            public int read(byte[] buffer, int offset, int count) throws IOException {
                throw new IOException("broken");
            }
        });

        assertThatThrownBy(() -> store.put("pictures", "a", failing)).hasRootCauseMessage("broken");

        assertThat(store.get("pictures", "a")).isEqualTo(CONTENT);
        assertThat(folder.resolve(".obs/temporary")).isEmptyDirectory();
    }

    @Test
    void anOpenObjectIsReadAsItWas() throws IOException {
        store.put("pictures", "a", CONTENT);
        try (InputStream opened = store.open("pictures", "a")) {
            store.put("pictures", "a", new byte[] {1});

            assertThat(opened.readAllBytes()).isEqualTo(CONTENT);
        }
        assertThat(store.get("pictures", "a")).containsExactly(1);
    }

    @Test
    void aStoreContinuesWithItsFolder() {
        store.put("pictures", "in/a.png", CONTENT);

        ObjectStore next = ObjectStore.in(folder, Clock.systemUTC());

        assertThat(next.buckets()).containsExactly("pictures");
        assertThat(next.get("pictures", "in/a.png")).isEqualTo(CONTENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ab", "Big", ".obs", "..", "a..b", "a.-b", "-ab", "a/b", "192.168.0.1", "a_b_c"})
    void aBucketNeedsAnAllowedName(String name) {
        assertThatThrownBy(() -> store.createBucket(name)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.put(name, "a", CONTENT)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void saysWhatIsMissing() {
        assertThatThrownBy(() -> store.get("pictures", "missing.png"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("missing.png");
        assertThatThrownBy(() -> store.keys("missing-bucket", ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("missing-bucket");
        assertThat(store.has("pictures", "missing.png")).isFalse();
        store.delete("pictures", "missing.png");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\ud800"})
    void aKeyIsTextOfAtLeastOneCharacter(String key) {
        assertThatThrownBy(() -> store.put("pictures", key, CONTENT)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aKeyHasAtMost1024Bytes() {
        assertThatThrownBy(() -> store.put("pictures", "\u4e2d".repeat(342), CONTENT))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
