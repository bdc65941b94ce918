package io.github.camelmodelarts.exchange.body;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.StringReader;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import javax.xml.transform.stream.StreamSource;

import jakarta.activation.DataHandler;
import jakarta.activation.DataSource;
import jakarta.activation.FileDataSource;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.StreamCache;
import org.apache.camel.attachment.AttachmentMessage;
import org.apache.camel.attachment.ByteArrayDataSource;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.file.GenericFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.local.gateway.RecordedRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests of unusual values, and of streams that violate their contract: no other content and no partial content is sent.
 */
class AwkwardBodiesTest extends BodyTest {

    private static final byte[] LARGE = "0123456789".repeat(2_000).getBytes(StandardCharsets.US_ASCII);

    /** A stream that can't be reset. */
    private static class Forward extends FilterInputStream {

        Forward(byte[] content) {
            super(new ByteArrayInputStream(content));
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }

    private Exchange send(String options, Processor prepared) throws Exception {
        local.clearRequests();
        return template.send(routes.route(uri() + options), prepared);
    }

    private static void attach(Exchange exchange, String key, DataSource data) {
        exchange.getMessage(AttachmentMessage.class).addAttachment(key, new DataHandler(data));
    }

    /** Checks that no complete request was sent. An incomplete one is possible. */
    private void assertNothingComplete(Exchange exchange) {
        assertThat(exchange.getException())
                .isInstanceOf(ModelArtsRequestException.class)
                .hasMessageContainingAll("read", "sent");
        assertThat(local.requests()).noneMatch(request -> request.status() == 200);
    }

    /** Checks that the content was refused or sent completely, and never partially. */
    private void assertWholeOrNothing(Exchange exchange, byte[] content) {
        if (exchange.getException() == null) {
            assertThat(new String(request().body(), StandardCharsets.ISO_8859_1))
                    .contains(new String(content, StandardCharsets.ISO_8859_1));
        } else {
            assertNothingComplete(exchange);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&bodyType=FILE", "&bodyType=BASE64"})
    void doesNotSendTheUploadInsteadOfABodyMadeFromIt(String options) throws Exception {
        Path original = picture("original.png");
        Exchange exchange = send(options, message -> {
            message.getMessage().setBody("SMALLER".getBytes(StandardCharsets.US_ASCII));
            // platform-http and others leave this header
            message.getMessage().setHeader(Exchange.CONTENT_TYPE, "multipart/form-data; boundary=abc");
            attach(message, "image", new FileDataSource(original.toFile()));
        });
        if (options.contains("FILE")) {
            assertThat(new String(request().body(), StandardCharsets.ISO_8859_1))
                    .contains("SMALLER");
        } else {
            assertRefused(exchange, "it is not clear which of them to send");
        }
    }

    @Test
    void doesNotSendTheRestOfAStreamToTheNextEndpointOfALoadBalancer() throws Exception {
        String dead = predict("APP_SIGNATURE", "http://127.0.0.1:1/v1/infers/dead") + "&maxRetries=0";
        routes.context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("direct:failover")
                        .loadBalance()
                        .failover(1, false, false)
                        .to(dead, uri())
                        .end();
            }
        });
        assertWholeOrNothing(routes.call("direct:failover", Map.of("image", new Forward(LARGE))), LARGE);
    }

    @Test
    void doesNotSendTheRestOfAnAttachmentWithASingleStream() throws Exception {
        InputStream only = new Forward(LARGE);
        Exchange exchange = send(
                "",
                message -> attach(message, "image", new DataSource() {
                    @Override
                    public InputStream getInputStream() {
                        return only;
                    }

                    @Override
                    public OutputStream getOutputStream() throws IOException {
                        throw new IOException("to be read");
                    }

                    @Override
                    public String getContentType() {
                        return "image/png";
                    }

                    @Override
                    public String getName() {
                        return "x.png";
                    }
                }));
        assertWholeOrNothing(exchange, LARGE);
    }

    @Test
    void doesNotSendTheRestOfAStreamThatWronglyReportsMarkSupport() throws Exception {
        InputStream lying = new Forward(LARGE) {
            @Override
            public boolean markSupported() {
                return true;
            }

            @Override
            public synchronized void mark(int limit) {}

            @Override
            public synchronized void reset() {}
        };
        assertWholeOrNothing(routes.send(uri(), Map.of("image", lying)), LARGE);
    }

    @ParameterizedTest
    @ValueSource(ints = {12, 20_000})
    void doesNotSendAnEmptyPartForAStreamThatIsInTheListTwice(int length) throws Exception {
        InputStream stream = new ByteArrayInputStream(LARGE, 0, length);
        Exchange exchange = routes.send(uri(), List.of(stream, stream));
        if (exchange.getException() == null) {
            assertThat(parts(request())).allMatch(part -> part.content().length() == length);
        } else {
            assertNothingComplete(exchange);
        }
    }

    @Test
    void doesNotSendAnEmptyBodyForAReaderThatWasRead() throws Exception {
        StringReader reader = new StringReader("{\"a\":1}");
        reader.skip(100);
        assertRefused("", reader, Map.of(), "empty");
    }

    @Test
    void sendsTheFilesOfAnIterableThatCanBeIteratedOnce() throws Exception {
        for (boolean inMap : new boolean[] {false, true}) {
            Iterator<Integer> once = List.of(1, 2, 3).iterator();
            Iterable<Integer> numbers = () -> once;
            assertThat(new String(
                            sent("", inMap ? Map.of("data", numbers) : numbers, Map.of())
                                    .body(),
                            StandardCharsets.UTF_8))
                    .contains("[1,2,3]");
        }
    }

    @Test
    void sendsTheFilesOfADirectoryStream() throws Exception {
        picture("a.png");
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            assertThat(parts("", files, Map.of())).containsExactly(part("images", "a.png", "image/png"));
        }
    }

    @Test
    void sendsAListOfAttachedFilesInAMapOnce() throws Exception {
        Path a = picture("a.png");
        Exchange exchange = send("", message -> {
            message.getMessage().setBody(Map.of("images", List.of(a.toFile())));
            attach(message, "images", new FileDataSource(a.toFile()));
        });
        assertPredicted(exchange);
        assertThat(parts(request())).containsExactly(part("images", "a.png", "image/png"));
    }

    @Test
    void encodesTextInACharsetThatFollowsSpaces() throws Exception {
        RecordedRequest request = sent("", "\u4E2D", Map.of(Exchange.CONTENT_TYPE, "text/plain; charset = GBK"));
        assertThat(request.header("Content-Type")).doesNotContainIgnoringCase("UTF-8");
        assertThat(new String(request.body(), Charset.forName("GBK"))).isEqualTo("\u4E2D");
    }

    @Test
    void refusesACharsetThatJavaCanOnlyRead() throws Exception {
        assertRefused("", "\u4E2D", Map.of(Exchange.CONTENT_TYPE, "text/plain; charset=ISO-2022-CN"), "ISO-2022-CN");
    }

    @Test
    void refusesReadersChannelsAndSourcesInsideObjects() throws Exception {
        Path file = picture("a.png");
        assertRefused(
                "",
                Map.of("prompt", new InputStreamReader(new ByteArrayInputStream(LARGE), StandardCharsets.UTF_8)),
                Map.of(),
                "prompt");
        assertRefused("", Map.of("prompt", Files.newByteChannel(file)), Map.of(), "prompt");
        assertRefused("", Map.of("prompt", new StreamSource(file.toFile())), Map.of(), "prompt");
        assertRefused("", Map.of(file, "label"), Map.of(), "key", "Use a String as the key");
    }

    /** Camel's stream cache for a Source of a file is empty and can't be copied: it reads only streams and readers. */
    @Test
    void refusesASourceOfAFile() throws Exception {
        Path xml = Files.writeString(folder.resolve("a.xml"), "<a/>");

        assertRefused("", new StreamSource(xml.toFile()), Map.of(Exchange.CONTENT_TYPE, "application/xml"), "is empty");
    }

    @Test
    void refusesNaNInAForm() throws Exception {
        assertRefused("", Map.of("image", picture("a.png"), "threshold", Double.NaN), Map.of(), "NaN", "threshold");
    }

    @Test
    void refusesABodyThatWasCompressedTwice() throws Exception {
        assertRefused(
                "",
                new byte[] {0x1F, (byte) 0x8B, 8, 0},
                Map.of(Exchange.CONTENT_TYPE, "application/json", Exchange.CONTENT_ENCODING, "deflate, gzip"),
                "Content-Encoding");
    }

    @Test
    void doesNotCallTheServerOfAnAttachmentOnTheThreadOfTheCaller() throws Exception {
        List<Thread> asking = Collections.synchronizedList(new ArrayList<>());
        URL url = new URL(null, "probe://host/a.png", new URLStreamHandler() {
            @Override
            protected URLConnection openConnection(URL opened) {
                asking.add(Thread.currentThread());
                return new URLConnection(opened) {
                    @Override
                    public void connect() {}

                    @Override
                    public InputStream getInputStream() {
                        return new ByteArrayInputStream(PICTURE);
                    }
                };
            }
        });
        assertPredicted(send(
                "", message -> message.getMessage(AttachmentMessage.class).addAttachment("a", new DataHandler(url))));
        assertThat(asking).isNotEmpty().doesNotContain(Thread.currentThread());
    }

    @Test
    void closesTheOpenFileOfACache() throws Exception {
        AtomicInteger copies = new AtomicInteger();
        AtomicInteger closed = new AtomicInteger();
        class Spooled extends FilterInputStream implements StreamCache {

            Spooled() {
                super(new ByteArrayInputStream(PICTURE));
            }

            @Override
            public synchronized void reset() {
                in = new ByteArrayInputStream(PICTURE);
            }

            @Override
            public void writeTo(OutputStream target) throws IOException {
                target.write(PICTURE);
            }

            @Override
            public StreamCache copy(Exchange exchange) {
                copies.incrementAndGet();
                return new Spooled() {
                    @Override
                    public void close() {
                        closed.incrementAndGet();
                    }
                };
            }

            @Override
            public boolean inMemory() {
                return false;
            }

            @Override
            public long length() {
                return PICTURE.length;
            }

            @Override
            public long position() {
                return -1;
            }
        }
        sent("", new Spooled(), Map.of(Exchange.FILE_NAME, "a.png"));
        await().atMost(Duration.ofSeconds(2))
                .untilAsserted(() -> assertThat(closed).hasValueGreaterThanOrEqualTo(copies.get()));
    }

    @Test
    void stopsReadingAStreamThatNeverReturnsAByte() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        AtomicLong reads = new AtomicLong();
        AtomicLong before = new AtomicLong();
        try {
            routes.send(uri() + "&totalTimeout=300ms", Map.of("image", new InputStream() {
                @Override
                public int read() {
                    return -1;
                }

                @Override
                public int read(byte[] bytes, int from, int count) {
                    reads.incrementAndGet();
                    return over.get() ? -1 : 0;
                }
            }));
            await().atMost(Duration.ofSeconds(2)).until(() -> before.getAndSet(reads.get()) == reads.get());
        } finally {
            over.set(true);
        }
    }

    @Test
    void keepsTheParametersOfTheAuthorsMediaType() throws Exception {
        assertThat(sent(
                                "&bodyType=RAW",
                                PICTURE,
                                Map.of(ModelArtsConstants.FILE_TYPE, "audio/L16; rate=16000; channels=1"))
                        .header("Content-Type"))
                .isEqualToIgnoringCase("audio/L16; rate=16000; channels=1");
    }

    @Test
    void writesAListOfOneFileAsAListInJsonBesideAttachments() throws Exception {
        Map<String, Object> body = new HashMap<>();
        body.put("images", List.of(picture("a.png")));
        body.put("model", null);
        Exchange exchange = send("&bodyType=BASE64", message -> {
            message.getMessage().setBody(body);
            attach(message, "other", new ByteArrayDataSource("b.png", PICTURE));
        });
        assertPredicted(exchange);
        assertThat(new String(request().body(), StandardCharsets.UTF_8)).contains("\"images\":[", "\"model\":null");
    }

    @Test
    void knowsTheLengthOfSmallBytesInAStream() throws Exception {
        assertThat(sent("", List.of(new ByteArrayInputStream(PICTURE)), Map.of())
                        .header("Content-Length"))
                .isNotNull();
    }

    @Test
    void writesABufferDeepInAnObjectAsBase64() throws Exception {
        assertThat(new String(
                        sent("&bodyType=JSON", Map.of("a", Map.of("b", ByteBuffer.wrap(new byte[3]))), Map.of())
                                .body(),
                        StandardCharsets.UTF_8))
                .isEqualTo("{\"a\":{\"b\":\"AAAA\"}}");
    }

    @Test
    void refusesAnAttachmentWithoutContent() throws Exception {
        @Nullable DataHandler none = null;
        assertRefused(
                send("", message -> message.getMessage(AttachmentMessage.class).addAttachment("a", none)), "a");
    }

    @Test
    void sendsRawTextWithTheMediaTypeOfTheAuthor() throws Exception {
        assertThat(sent("&bodyType=RAW", "1,2", Map.of(ModelArtsConstants.FILE_TYPE, "text/csv"))
                        .header("Content-Type"))
                .startsWith("text/csv");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.1,3.5\n4.9,3.0\n", "123 red apples", "1\u0000\u0001\u0002", "{\u0000\u0001"})
    void doesNotTreatTextThatBeginsWithANumberOrABraceAsJson(String content) throws Exception {
        assertRefused("", content.getBytes(StandardCharsets.UTF_8), Map.of(), "not JSON");
    }

    @Test
    void sendsAnObjectOfEachStoreInTheSameWay() throws Exception {
        Map<String, Object> obs = Map.of("CamelHwCloudObsObjectKey", "a.csv", Exchange.CONTENT_TYPE, "text/csv");
        Map<String, Object> s3 = Map.of("CamelAwsS3Key", "a.csv", "CamelAwsS3ContentType", "text/csv");
        byte[] content = "1,2".getBytes(StandardCharsets.US_ASCII);
        assertThat(parts("", content, obs)).isEqualTo(parts("", content, s3));
    }

    @Test
    void sendsTheJsonOfAGbkFileAsUtf8AlsoInAForm() throws Exception {
        GenericFile<File> file = new GenericFile<>();
        file.setFile(Files.write(folder.resolve("a.json"), "\"\u4E2D\"".getBytes(Charset.forName("GBK")))
                .toFile());
        file.setFileName("a.json");
        file.setCharset("GBK");
        assertThat(new String(sent("&bodyType=FILE", file, Map.of()).body(), StandardCharsets.UTF_8))
                .contains("\"\u4E2D\"");
    }
}
