package io.github.camelmodelarts.exchange.body;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

import org.apache.camel.converter.stream.InputStreamCache;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests that an attempt that was given up does not disturb the next attempt's reader of a cached stream. */
class CachedStreamTest {

    private static final byte[] CONTENT = "0123456789".getBytes(StandardCharsets.US_ASCII);

    private final InputStreamCache cache = new InputStreamCache(CONTENT);
    private final CachedStream source = new CachedStream(cache, cache);

    @Test
    void readsTheSameEachTime() throws IOException {
        assertThat(source.open().readAllBytes()).isEqualTo(CONTENT);
        assertThat(source.open().readAllBytes()).isEqualTo(CONTENT);
    }

    @Test
    void lateCloseDoesNotResetTheNextReader() throws IOException {
        InputStream first = source.open();
        assertThat(first.read()).isEqualTo('0');
        InputStream second = source.open();
        assertThat(second.readNBytes(4)).isEqualTo("0123".getBytes(StandardCharsets.US_ASCII));

        first.close();

        assertThat(second.readAllBytes()).isEqualTo("456789".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void lateReadTakesNoBytesFromTheNextReader() throws IOException {
        InputStream first = source.open();
        InputStream second = source.open();

        assertThatThrownBy(first::read).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> first.read(new byte[3])).isInstanceOf(IOException.class);
        assertThat(second.readAllBytes()).isEqualTo(CONTENT);
    }
}
