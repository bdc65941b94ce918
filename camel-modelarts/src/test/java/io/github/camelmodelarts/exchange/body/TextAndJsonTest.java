package io.github.camelmodelarts.exchange.body;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.local.gateway.RecordedRequest;
import io.github.camelmodelarts.support.Routes;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests of text and objects: no character and no number is changed, and the media type matches what was sent. */
class TextAndJsonTest extends BodyTest {

    private static final String CHINESE = "{\"name\":\"页面\"}";
    private static final String TEXT = "{\"name\":\"Größe 页\"}";

    @ParameterizedTest
    @ValueSource(strings = {"GBK", "ISO-8859-1", "UTF-16"})
    @Tag("B08")
    void sendsTheTextOfAFileInAnotherCharsetAsUtf8(String charset) throws Exception {
        String text = charset.equals("ISO-8859-1") ? "{\"name\":\"Größe\"}" : CHINESE;
        // before the route is there, which could take a file that is half written
        Files.write(folder.resolve("rows.json"), text.getBytes(Charset.forName(charset)));
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("file:" + folder + "?noop=true&initialDelay=0&include=rows.json&charset=" + charset)
                        .routeId("as-text-" + charset)
                        .convertBodyTo(String.class)
                        .to(uri())
                        .setHeader(Exchange.CONTENT_TYPE, constant("application/json"))
                        .setBody(constant(text))
                        .to(uri())
                        .to("mock:done");
            }
        });

        assertThat(requests(2)).allSatisfy(request -> {
            assertThat(request.body()).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
            assertThat(request.header("Content-Type")).isEqualTo("application/json");
        });
        context.getRouteController().stopRoute("as-text-" + charset);
    }

    @Test
    @Tag("B08")
    void sendsAJsonFileInAnotherCharsetAsUtf8() throws Exception {
        Files.write(folder.resolve("rows.json"), CHINESE.getBytes(Charset.forName("GBK")));
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("file:" + folder + "?noop=true&initialDelay=0&include=rows.json&charset=GBK")
                        .to(uri())
                        .to("mock:done");
            }
        });

        assertThat(request().body()).isEqualTo(CHINESE.getBytes(StandardCharsets.UTF_8));
        assertThat(request().header("x-sdk-content-sha256")).isNull();
    }

    @Test
    @Tag("B08")
    void doesNotEncodeTextInTheCharsetOfAProperty() throws Exception {
        String from = routes.route(uri());
        for (String charset : List.of("US-ASCII", "GBK")) {
            for (String contentType : List.of("application/json", "text/plain")) {
                local.clearRequests();
                assertPredicted(template.send(from, exchange -> {
                    exchange.setProperty(Exchange.CHARSET_NAME, charset);
                    exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, contentType);
                    exchange.getMessage().setBody(TEXT);
                }));
                assertThat(request().body()).isEqualTo(TEXT.getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    /** Left: the header of the message. Right: the media type and charset that are sent. */
    @ParameterizedTest
    @CsvSource({
        "application/json, application/json, UTF-8",
        "application/json; charset=GBK, application/json, UTF-8",
        "application/geo+json; charset=utf-8, application/geo+json; charset=utf-8, UTF-8",
        "text/plain, text/plain; charset=UTF-8, UTF-8",
        "text/csv; charset=GBK, text/csv; charset=GBK, GBK",
        "application/xml, application/xml; charset=UTF-8, UTF-8",
        "application/x-www-form-urlencoded, application/x-www-form-urlencoded, UTF-8",
    })
    @Tag("B08")
    void addsTheCharsetOfTextToTheMediaType(String header, String contentType, String charset) throws Exception {
        RecordedRequest request = sent("", "Grose 页", Map.of(Exchange.CONTENT_TYPE, header));

        assertThat(request.header("Content-Type")).isEqualTo(contentType);
        assertThat(request.body()).isEqualTo("Grose 页".getBytes(Charset.forName(charset)));
    }

    /** The media type of the picture or upload from which the text was made. */
    @ParameterizedTest
    @ValueSource(strings = {"image/png", "multipart/form-data; boundary=x", "audio/wav"})
    @Tag("B16")
    void ignoresAMediaTypeThatTextCantHave(String left) throws Exception {
        RecordedRequest request = sent("", "{\"a\":1}", Map.of(Exchange.CONTENT_TYPE, left));

        assertThat(request.bodyText()).isEqualTo("{\"a\":1}");
        assertThat(request.header("Content-Type")).isEqualTo("application/json");
        assertRefused("", "hello", Map.of(Exchange.CONTENT_TYPE, left), "is text", left, "Set Content-Type");
    }

    @Test
    void sendsMultipartThatIsText() throws Exception {
        RecordedRequest request = sent("", "--x--", Map.of(Exchange.CONTENT_TYPE, "multipart/form-data; boundary=x"));

        assertThat(request.bodyText()).isEqualTo("--x--");
        assertThat(request.header("Content-Type")).isEqualTo("multipart/form-data; boundary=x");
    }

    @Test
    void refusesACharacterThatIsNotInTheCharset() throws Exception {
        assertRefused(
                "",
                "页",
                Map.of(Exchange.CONTENT_TYPE, "text/plain; charset=ISO-8859-1"),
                "not in the charset ISO-8859-1");
        assertRefused("", "a\uD800b", Map.of(), "surrogate");
        assertRefused("&bodyType=FILE", "a\uD800b", Map.of(), "surrogate");
        assertRefused("", "a", Map.of(Exchange.CONTENT_TYPE, "text/plain; charset=x-none"), "charset 'x-none'");
    }

    @Test
    void sendsBytesUnchangedWithTheCharsetThatTheirTypeNames() throws Exception {
        byte[] gbk = CHINESE.getBytes(Charset.forName("GBK"));
        String contentType = "text/plain; charset=GBK";

        RecordedRequest request = sent("", gbk, Map.of(Exchange.CONTENT_TYPE, contentType));

        assertThat(request.body()).isEqualTo(gbk);
        assertThat(request.header("Content-Type")).isEqualTo(contentType);
    }

    @Test
    void sendsTheTextOfAReader() throws Exception {
        assertThat(sent("", new StringReader(TEXT), Map.of()).body()).isEqualTo(TEXT.getBytes(StandardCharsets.UTF_8));
        try (Routes uncached = Routes.knowing(local)) {
            uncached.context().setStreamCaching(false);
            local.clearRequests();

            assertPredicted(uncached.send(uri(), new StringReader(TEXT)));

            assertThat(request().body()).isEqualTo(TEXT.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Left: the value. Right: its place according to the message. */
    static Object[][] noNumbers() {
        return new Object[][] {
            {Map.of("score", Double.NaN), "/score"},
            {Map.of("scores", List.of(1.0, Double.POSITIVE_INFINITY)), "/scores/1"},
            {Map.of("scores", new double[] {1, Double.NaN}), "/scores/1"},
            {Map.of("scores", new float[] {Float.NEGATIVE_INFINITY}), "/scores/0"},
            {List.of(Map.of("x", Float.NaN)), "/0/x"},
        };
    }

    @ParameterizedTest
    @MethodSource("noNumbers")
    @Tag("B20")
    void refusesANumberThatDoesNotExistInJsonAndSaysItsPlace(Object body, String where) throws Exception {
        for (String options : List.of("", "&bodyType=JSON", "&bodyType=BASE64")) {
            assertRefused(options, body, Map.of(), " at " + where + ",", "does not exist in JSON", "null");
        }
    }

    @Test
    void writesNumbersUnchanged() throws Exception {
        Map<String, Object> numbers = new LinkedHashMap<>();
        numbers.put("doubles", new double[] {0.1, -0.0, 1e300});
        numbers.put("floats", new float[] {0.1f});
        numbers.put("longs", new long[] {Long.MAX_VALUE});
        numbers.put("decimal", new BigDecimal("1.10"));

        assertThat(sent("", numbers, Map.of()).bodyText())
                .isEqualTo("{\"doubles\":[0.1,-0.0,1.0E300],\"floats\":[0.1],\"longs\":[9223372036854775807],"
                        + "\"decimal\":1.10}");
    }

    @Test
    @Tag("B20")
    void writesDatesAsIsoText() throws Exception {
        Map<String, Object> dates = new LinkedHashMap<>();
        dates.put("taken", Instant.parse("2026-11-28T10:15:30Z"));
        dates.put("day", LocalDate.of(2026, 11, 28));

        assertThat(sent("", dates, Map.of()).bodyText())
                .isEqualTo("{\"taken\":\"2026-11-28T10:15:30Z\",\"day\":\"2026-11-28\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&bodyType=RAW", "&bodyType=FILE", "&bodyType=JSON"})
    @Tag("B21")
    void refusesABodyThatIsCompressed(String options) throws Exception {
        Map<String, Object> headers = Map.of("Content-Encoding", "gzip", Exchange.CONTENT_TYPE, "application/json");

        assertRefused(options, new byte[] {0x1F, (byte) 0x8B, 8}, headers, "Content-Encoding", "gzipDeflater");
    }

    @Test
    @Tag("B21")
    void ignoresContentEncodingIfTheBodyCantBeCompressed() throws Exception {
        Map<String, Object> headers = Map.of("Content-Encoding", "gzip");

        assertThat(sent("", "{}", headers).header("Content-Encoding")).isNull();
        assertThat(sent("", Map.of(), headers).header("Content-Encoding")).isNull();
        assertThat(parts("", picture("page.png"), headers)).containsExactly(part("images", "page.png", "image/png"));
    }

    @Test
    void refusesABodyThatIsLargerThanMaxRequestSize() throws Exception {
        Path page = Files.write(folder.resolve("large.png"), new byte[1000]);
        for (Object body : new Object[] {"x".repeat(1000), new byte[1000], page, Map.of("a", "x".repeat(1000))}) {
            assertRefused(
                    "&bodyType=" + (body instanceof Map ? "JSON" : "RAW") + "&maxRequestSize=999",
                    body,
                    Map.of(),
                    "maxRequestSize=999",
                    "raise maxRequestSize");
        }
        assertThat(sent("&bodyType=RAW&maxRequestSize=1000", page, Map.of()).bodyLength())
                .isEqualTo(1000);
    }

    @Test
    void abortsABodyOfUnknownLengthAtMaxRequestSize() throws Exception {
        byte[] piece = new byte[60_000];
        Arrays.fill(piece, (byte) 'x');
        try (Routes uncached = Routes.knowing(local)) {
            uncached.context().setStreamCaching(false);
            for (String options : List.of("&bodyType=RAW", "&bodyType=FILE")) {
                InputStream stream = new SequenceInputStream(Collections.enumeration(
                        List.of(new ByteArrayInputStream(piece), new ByteArrayInputStream(piece))));

                Exchange exchange = uncached.send(uri() + options + "&maxRequestSize=100000", stream);

                assertThat(exchange.getException())
                        .isInstanceOf(ModelArtsRequestException.class)
                        .hasMessageContainingAll("more than 100000 bytes", "no complete request was sent");
            }
        }
    }

    @Test
    void refusesAStreamThatCantBeRead() throws Exception {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("the disk is gone");
            }

            @Override
            public int read(byte[] bytes, int from, int count) throws IOException {
                return read();
            }
        };
        try (Routes uncached = Routes.knowing(local)) {
            uncached.context().setStreamCaching(false);

            assertRefused(uncached.send(uri(), broken), "can't be read", "the disk is gone", "Nothing was sent");
        }
    }
}
