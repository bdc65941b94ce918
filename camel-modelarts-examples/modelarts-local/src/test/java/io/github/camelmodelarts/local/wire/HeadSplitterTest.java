package io.github.camelmodelarts.local.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.local.signing.RawRequest;

import static org.assertj.core.api.Assertions.assertThat;

class HeadSplitterTest {

    private static final String CONNECTION = String.join(
            "\r\n",
            "POST /chunked HTTP/1.1",
            "Transfer-Encoding: chunked",
            "X-Note:\ttwo  blanks ",
            "",
            "A;name=value",
            "GET / HTTP",
            "4",
            "\r\n\r\n",
            "0",
            "Trailer: POST /no HTTP/1.1",
            "",
            "PUT /sized? HTTP/1.1",
            "Content-Length: 24",
            "",
            "GET /no HTTP/1.1\r\nA: b\r\n",
            "GET /none HTTP/1.1",
            "X-Folded: one",
            "  two",
            "",
            "");

    private static List<RawRequest> heads(String octets, int step) {
        HeadSplitter splitter = new HeadSplitter();
        byte[] all = octets.getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < all.length; i += step) {
            splitter.feed(ByteBuffer.wrap(all, i, Math.min(step, all.length - i)));
        }
        List<RawRequest> heads = new ArrayList<>();
        for (RawRequest head = splitter.take(); head != null; head = splitter.take()) {
            heads.add(head);
        }
        return heads;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64, 4_096})
    void findsHeadsIndependentOfTheSizeOfReads(int step) {
        List<RawRequest> heads = heads(CONNECTION, step);
        assertThat(heads).extracting(RawRequest::target).containsExactly("/chunked", "/sized?", "/none");
        assertThat(heads.get(0).header("x-note")).isEqualTo("two  blanks");
        assertThat(heads.get(2).header("X-Folded")).isEqualTo("one two");
    }

    @Test
    void findsNoHeadsAfterAFramingThatItCannotParse() {
        String rest = "GET /no HTTP/1.1\r\n\r\n";
        assertThat(heads("POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n" + rest, 8))
                .hasSize(1);
        assertThat(heads("POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n" + rest, 8))
                .hasSize(1);
        assertThat(heads("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n" + rest, 8))
                .hasSize(1);
        assertThat(heads("x".repeat(1_100_000) + "\r\n\r\n" + rest, 8_192)).isEmpty();
    }
}
