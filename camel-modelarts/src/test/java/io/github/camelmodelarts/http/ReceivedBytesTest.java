package io.github.camelmodelarts.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What comes in, in whatever pieces, comes out in one. */
class ReceivedBytesTest {

    @Property
    void keepsAllThatCameInItsOrder(
            @ForAll @IntRange(max = 2000) int expected, @ForAll @Size(max = 20) List<@Size(max = 900) byte[]> pieces)
            throws IOException {
        ReceivedBytes received = new ReceivedBytes(expected);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] piece : pieces) {
            received.write(piece, 0, piece.length);
            all.write(piece);
        }

        assertThat(received.size()).isEqualTo(all.size());
        assertThat(received.bytes()).isEqualTo(all.toByteArray());
        assertThat(received.reader().readAllBytes()).isEqualTo(all.toByteArray());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1 << 20, (1 << 20) + 1, 3_000_000, 5_000_000, 5_000_001})
    void keepsMoreThanItsFirstPieceHolds(int told) throws IOException {
        byte[] all = new byte[5_000_000];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) (i * 31 / 7);
        }
        ReceivedBytes received = new ReceivedBytes(told);
        for (int from = 0; from < all.length; from += 70_000) {
            received.write(all, from, Math.min(70_000, all.length - from));
        }

        assertThat(received.bytes()).isEqualTo(all);
        assertThat(received.reader().readAllBytes()).isEqualTo(all);
    }
}
