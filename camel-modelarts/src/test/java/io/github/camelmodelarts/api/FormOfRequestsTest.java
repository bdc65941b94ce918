package io.github.camelmodelarts.api;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import io.github.camelmodelarts.api.MultipartReaders.ReadPart;
import io.github.camelmodelarts.text.Printable;

import static io.github.camelmodelarts.api.Plain.assertPlain;
import static org.assertj.core.api.Assertions.assertThat;

/** Tests the values of requests: each is kept exactly as given, or refused. */
class FormOfRequestsTest {

    @Property
    @Tag("H32")
    @Tag("H33")
    void headerIsKeptUnchangedOrRefused(@ForAll("headerNames") String name, @ForAll("headerValues") String value) {
        try {
            Headers headers = Headers.NONE.with(name, "before").with(name.toUpperCase(Locale.ROOT), value);

            assertThat(headers.asMap()).hasSize(1);
            assertThat(headers.get(name)).isEqualTo(value.replaceAll("^[ \\t]+|[ \\t]+$", ""));
            assertThat(headers.get(name.toLowerCase(Locale.ROOT))).isEqualTo(headers.get(name));
            assertThat(headers.get(name)).matches("[\\t -~]*");
            assertThat(name).matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
            assertThat(headers.toString()).doesNotContain("before");
        } catch (ModelArtsRequestException e) {
            assertPlain(e.getMessage(), 1000);
            assertThat(name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+") && value.matches("[\\t -~]*"))
                    .isFalse();
        }
    }

    @Property
    @Tag("H14")
    void addressIsParsedFromItsPrintedFormOrRefusedWithoutItsSecrets(
            @ForAll("authorities") String authority, @ForAll("targets") String target) {
        try {
            ServiceAddress address = ServiceAddress.parse("https://" + authority + target);

            assertThat(address.uri().toString()).startsWith("https://" + address.authority());
            assertThat(ServiceAddress.parse(address.uri().toString())).isEqualTo(address);
            assertThat(address.uri().getRawUserInfo()).isNull();
            assertThat(address.resolve("")).isSameAs(address);
            assertThat(address.resolve("/x").uri().getRawPath()).endsWith("/x");
        } catch (ModelArtsRequestException e) {
            assertPlain(e.getMessage(), 2000);
            assertThat(e).hasMessageNotContaining("canary");
        }
    }

    @Property
    @Tag("H53")
    void printableTextIsShortPlainAndOtherwiseUnchanged(
            @ForAll String words, @ForAll @IntRange(min = 1, max = 50) int limit) {
        String printable = Printable.of(words, limit);

        assertPlain(printable, 2 * limit + 3);
        assertThat(printable.codePointCount(0, printable.length())).isLessThanOrEqualTo(limit + 3);
        if (words.length() <= limit && words.chars().allMatch(c -> c >= ' ' && c < 127)) {
            assertThat(printable).isEqualTo(words);
        }
    }

    @Property
    @Tag("H55")
    @Tag("H60")
    void twoParsersReadTheSameParts(@ForAll("parts") List<Part> parts) throws IOException {
        Body body = MultipartBody.of(parts, "modelarts-test-boundary");

        List<String> expected = new ArrayList<>();
        for (Part part : parts) {
            expected.add(new ReadPart(
                            part.name(),
                            part.sentName(),
                            part.content().contentType(),
                            MultipartReaders.octets(read(part.content(), 1000)))
                    .toString());
        }
        for (MultipartReaders reader : MultipartReaders.values()) {
            assertThat(reader.read(body)).as(reader.name()).hasToString(expected.toString());
        }
    }

    @Property
    void bodyIsTheSameForEachBufferSize(
            @ForAll @Size(max = 300) byte[] content,
            @ForAll("parts") List<Part> parts,
            @ForAll @IntRange(min = 1, max = 400) int piece)
            throws Exception {
        Body plain = Body.of(content, null);
        Body base64 = Body.joined("application/json", List.of(text("{\"a\":\""), Body.base64(plain), text("\"}")));

        assertThat(read(plain, piece)).isEqualTo(content);
        assertThat(new String(read(base64, piece), StandardCharsets.UTF_8))
                .isEqualTo("{\"a\":\"" + Base64.getEncoder().encodeToString(content) + "\"}");
        for (Body body : List.of(plain, base64, MultipartBody.of(parts, "b"))) {
            byte[] once = read(body, piece);
            assertThat(body.length()).isEqualTo(once.length);
            assertThat(body.sha256())
                    .isEqualTo(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(once)));
            assertThat(read(body, 64)).isEqualTo(once);
        }
    }

    private static Body text(String text) {
        return Body.of(text.getBytes(StandardCharsets.UTF_8), null);
    }

    private static byte[] read(Body body, int piece) throws IOException {
        ByteBuffer all = ByteBuffer.allocate(100_000);
        try (ReadableByteChannel channel = body.open()) {
            ByteBuffer buffer = ByteBuffer.allocate(piece);
            while (channel.read(buffer) >= 0) {
                all.put(buffer.flip());
                buffer.clear();
            }
        }
        byte[] read = new byte[all.flip().remaining()];
        all.get(read);
        return read;
    }

    @Provide
    Arbitrary<String> headerNames() {
        return Arbitraries.oneOf(
                Arbitraries.strings().alpha().withChars("-_").ofMinLength(1).ofMaxLength(20),
                Arbitraries.strings().ascii().ofMaxLength(5),
                Arbitraries.strings().ofMaxLength(3));
    }

    @Provide
    Arbitrary<String> headerValues() {
        return Arbitraries.oneOf(
                Arbitraries.strings().withCharRange(' ', '~').withChars('\t').ofMaxLength(30),
                Arbitraries.strings().ascii().ofMaxLength(10),
                Arbitraries.strings().ofMaxLength(3));
    }

    @Provide
    Arbitrary<String> authorities() {
        Arbitrary<String> host = Arbitraries.oneOf(
                Arbitraries.of(
                        "service.example", "SERVICE.Example", "127.0.0.1", "[::1]", "localhost", "a_b", "a..b", ""),
                Arbitraries.strings()
                        .withCharRange('a', 'z')
                        .withChars(".-%:[]@\\ ")
                        .ofMaxLength(12));
        Arbitrary<String> port = Arbitraries.of("", "", ":443", ":8443", ":0", ":", ":99999", ":-1");
        Arbitrary<String> user = Arbitraries.of("", "", "", "user:canary@", "canary@");
        return Combinators.combine(user, host, port).as((before, name, after) -> before + name + after);
    }

    @Provide
    Arbitrary<String> targets() {
        Arbitrary<String> piece = Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.of("/", "a", "b%20c", "~-._", "!$&'()*,=:@", "名", "?", "%2F", "=")),
                Tuple.of(1, Arbitraries.of("..", "%2e", "//", "#", "\\", "+", ";", "%", "%FF", "\u2028")),
                Tuple.of(1, Arbitraries.strings().ofMaxLength(2)));
        return piece.list().ofMaxSize(6).map(pieces -> "/" + String.join("", pieces) + "?a=canary");
    }

    @Provide
    Arbitrary<List<Part>> parts() {
        Arbitrary<String> name = Arbitraries.strings()
                .alpha()
                .numeric()
                .withChars("é名._-;:=%'")
                .ofMinLength(1)
                .ofMaxLength(10);
        Arbitrary<String> fileName = Arbitraries.oneOf(
                        Arbitraries.strings().ofMaxLength(20),
                        Arbitraries.strings().ascii().ofMaxLength(12),
                        Arbitraries.strings().withChars(" =?\"\\;%\r\n\0/:.aQ_").ofMaxLength(12))
                .injectNull(0.2);
        Arbitrary<String> mediaType =
                Arbitraries.of("image/png", "text/plain; charset=UTF-8").injectNull(0.3);
        Arbitrary<byte[]> content = Arbitraries.oneOf(
                Arbitraries.bytes().array(byte[].class).ofMaxSize(100),
                Arbitraries.strings()
                        .withChars("\r\n-b modelarts")
                        .ofMaxLength(40)
                        .map(text -> text.getBytes(StandardCharsets.UTF_8)));
        return Combinators.combine(name, fileName, mediaType, content)
                .as((field, file, type, octets) -> new Part(field, file, Body.of(octets, type)))
                .list()
                .ofMinSize(1)
                .ofMaxSize(3);
    }
}
