package io.github.camelmodelarts.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

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
}
