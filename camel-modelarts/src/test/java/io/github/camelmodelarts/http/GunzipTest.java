package io.github.camelmodelarts.http;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Gzip that arrives in pieces of any size is decompressed as the platform's own class does. */
class GunzipTest {

    private static final byte[] CONTENT = "{\"predicted_label\":\"a\"}".getBytes(StandardCharsets.US_ASCII);

    private static byte[] packed(byte[] plain) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(plain);
        }
        return packed.toByteArray();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] unpacked(byte[] packed, int step) throws IOException {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        try (Gunzip gzip = new Gunzip(piece -> {
            assertThat(piece.remaining()).isBetween(1, 16 * 1024);
            byte[] bytes = new byte[piece.remaining()];
            piece.get(bytes);
            plain.writeBytes(bytes);
        })) {
            for (int i = 0; i < packed.length; i += step) {
                gzip.add(ByteBuffer.wrap(packed, i, Math.min(step, packed.length - i)));
            }
            gzip.end();
        }
        return plain.toByteArray();
    }

    @Property
    void unpacksPiecesOfAnySize(@ForAll @Size(max = 3) byte[][] members, @ForAll @IntRange(min = 1, max = 40) int step)
            throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        for (byte[] member : members) {
            packed.writeBytes(packed(member));
        }
        if (members.length > 0) {
            assertThat(unpacked(packed.toByteArray(), step)).isEqualTo(joined(members));
        }
    }

    @Test
    void unpacksFarMoreBytesThanItReceives() throws IOException {
        byte[] zeros = new byte[5_000_000];

        assertThat(unpacked(packed(zeros), 1000)).isEqualTo(zeros);
    }

    /** A head with all optional fields (RFC 1952, 2.3.1): 2 bytes extra, a name, a comment, a checksum of the head. */
    @ParameterizedTest
    @ValueSource(ints = {0, 2, 4, 8, 16, 4 | 8, 8 | 16, 2 | 4 | 8 | 16})
    void skipsOptionalFieldsOfTheHead(int flags) throws IOException {
        byte[] packed = packed(CONTENT);
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        head.writeBytes(Arrays.copyOf(packed, 10));
        if ((flags & 4) != 0) {
            head.writeBytes(new byte[] {2, 0, 'e', 'x'});
        }
        if ((flags & 8) != 0) {
            head.writeBytes("name.json\0".getBytes(StandardCharsets.US_ASCII));
        }
        if ((flags & 16) != 0) {
            head.writeBytes("a comment\0".getBytes(StandardCharsets.US_ASCII));
        }
        byte[] bytes = head.toByteArray();
        bytes[3] = (byte) flags;
        CRC32 sum = new CRC32();
        sum.update(bytes);
        byte[] check = {(byte) sum.getValue(), (byte) (sum.getValue() >> 8)};
        byte[] all =
                joined(bytes, (flags & 2) != 0 ? check : new byte[0], Arrays.copyOfRange(packed, 10, packed.length));

        assertThat(new GZIPInputStream(new ByteArrayInputStream(all)).readAllBytes())
                .isEqualTo(CONTENT);
        for (int step = 1; step < all.length; step++) {
            assertThat(unpacked(all, step)).isEqualTo(CONTENT);
        }
    }

    @Test
    void ignoresDataAfterTheEndAsThePlatformDoes() throws IOException {
        byte[] packed = joined(packed(CONTENT), "rubbish".getBytes(StandardCharsets.US_ASCII));

        assertThat(new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes())
                .isEqualTo(CONTENT);
        assertThat(unpacked(packed, 3)).isEqualTo(CONTENT);
    }

    @Test
    void reportsAMissingEnd() throws IOException {
        byte[] packed = packed(CONTENT);

        assertThat(unpacked(new byte[0], 1)).isEmpty();
        for (int length = 1; length < packed.length; length++) {
            byte[] cut = Arrays.copyOf(packed, length);
            assertThatThrownBy(() -> unpacked(cut, 7)).isInstanceOf(EOFException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, -1, -5})
    void refusesCorruptGzip(int at) throws IOException {
        byte[] packed = packed(CONTENT);
        packed[at < 0 ? packed.length + at : at] ^= (byte) 0xff;

        assertThatThrownBy(() -> unpacked(packed, 5)).isInstanceOf(ZipException.class);
    }
}
