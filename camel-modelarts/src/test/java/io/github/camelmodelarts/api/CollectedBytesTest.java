package io.github.camelmodelarts.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Collects bytes in pieces of any size and returns them as one array. */
class CollectedBytesTest {

    @Property
    void keepsAllBytesInTheirOrder(
            @ForAll @IntRange(max = 2000) int expected, @ForAll @Size(max = 20) List<@Size(max = 900) byte[]> pieces)
            throws IOException {
        CollectedBytes received = new CollectedBytes(expected);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] piece : pieces) {
            received.add(ByteBuffer.wrap(piece));
            all.write(piece);
        }

        assertThat(received.size()).isEqualTo(all.size());
        assertThat(received.bytes()).isEqualTo(all.toByteArray());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1 << 20, (1 << 20) + 1, 3_000_000, 5_000_000, 5_000_001})
    void keepsMoreThanFitsIntoTheFirstPiece(int announced) throws IOException {
        byte[] all = new byte[5_000_000];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) (i * 31 / 7);
        }
        CollectedBytes received = new CollectedBytes(announced);
        for (int from = 0; from < all.length; from += 70_000) {
            received.add(ByteBuffer.wrap(all, from, Math.min(70_000, all.length - from)));
        }

        assertThat(received.bytes()).isEqualTo(all);
    }
}
