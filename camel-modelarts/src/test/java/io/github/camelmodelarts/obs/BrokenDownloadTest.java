package io.github.camelmodelarts.obs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.camelmodelarts.api.ModelArtsConnectionException;
import io.github.camelmodelarts.api.ModelArtsObsException;
import io.github.camelmodelarts.options.ModelArtsConfiguration;
import io.github.camelmodelarts.support.Routes;
import io.github.camelmodelarts.support.ScriptedServer;

import static org.assertj.core.api.Assertions.assertThat;

/** Downloads from a server whose connections break in the middle of a response. */
class BrokenDownloadTest {

    private static final byte[] CONTENT = content();
    private static final Pattern RANGE = Pattern.compile("(?im)^range: bytes=(\\d+)-");

    @TempDir
    private Path folder;

    private final AtomicInteger gets = new AtomicInteger();
    private boolean honoursRanges = true;

    private static byte[] content() {
        byte[] content = new byte[300_000];
        new Random(3).nextBytes(content);
        return content;
    }

    /** A server of one object, which sends at most {@code most} bytes of it in a response and then closes the connection. */
    private ScriptedServer server(byte[] content, String etag, int most) throws IOException {
        return ScriptedServer.running((request, out, connection) -> {
            String head = "ETag: \"" + etag + "\"\r\nLast-Modified: Sat, 01 Jan 2028 00:00:00 GMT\r\n";
            if (request.startsWith("HEAD")) {
                out.write(("HTTP/1.1 200 OK\r\n" + head + "Content-Length: " + content.length + "\r\n\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1));
                out.flush();
                return;
            }
            gets.incrementAndGet();
            Matcher range = RANGE.matcher(request);
            int from = honoursRanges && range.find() ? Integer.parseInt(range.group(1)) : 0;
            byte[] rest = Arrays.copyOfRange(content, from, content.length);
            String partial = "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes " + from + "-" + (content.length - 1)
                    + "/" + content.length + "\r\n";
            out.write(((from == 0 ? "HTTP/1.1 200 OK\r\n" : partial) + head + "Content-Length: " + rest.length
                            + "\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
            out.write(rest, 0, honoursRanges || gets.get() == 1 ? Math.min(most, rest.length) : rest.length);
            out.flush();
            connection.close();
        });
    }

    private Exchange download(ScriptedServer server) throws Exception {
        return download(server, "");
    }

    private Exchange download(ScriptedServer server, String option) throws Exception {
        try (Routes routes = Routes.anonymous()) {
            ModelArtsConfiguration options = routes.component().getConfiguration();
            options.setAccessKey("TESTACCESSKEY");
            options.setSecretKey("test-secret-key");
            options.setRegion("cn-north-4");
            options.setObsEndpoint("http://" + server.authority());
            return routes.send("modelarts:downloadFromObs?localPath=" + folder + option, "obs://pictures/a.bin");
        }
    }

    private static String md5(byte[] content) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(content));
    }

    @Test
    void continuesWhereTheConnectionBroke() throws Exception {
        try (ScriptedServer server = server(CONTENT, md5(CONTENT), 100_000)) {
            Exchange exchange = download(server);

            assertThat(exchange.getException()).isNull();
            assertThat(folder.resolve("a.bin")).hasBinaryContent(CONTENT);
            assertThat(gets).hasValue(3);
        }
    }

    @Test
    void skipsWhatItHasIfTheServerSendsTheWholeAgain() throws Exception {
        honoursRanges = false;
        try (ScriptedServer server = server(CONTENT, md5(CONTENT), 100_000)) {
            Exchange exchange = download(server);

            assertThat(exchange.getException()).isNull();
            assertThat(folder.resolve("a.bin")).hasBinaryContent(CONTENT);
            assertThat(gets).hasValue(2);
        }
    }

    @Test
    void givesUpIfNoByteArrivesAnyMoreAndLeavesNoFile() throws Exception {
        try (ScriptedServer server = server(CONTENT, md5(CONTENT), 0)) {
            Exchange exchange = download(server);

            assertThat(exchange.getException())
                    .isInstanceOf(ModelArtsConnectionException.class)
                    .hasMessageContaining("The download of obs://pictures/a.bin broke after 0 bytes");
            // maxRetries is 2
            assertThat(gets).hasValue(3);
            assertThat(folder).isEmptyDirectory();
        }
    }

    @Test
    void doesNotContinueIfRetriesAreOff() throws Exception {
        try (ScriptedServer server = server(CONTENT, md5(CONTENT), 100_000)) {
            Exchange exchange = download(server, "&retryOn=NEVER");

            assertThat(exchange.getException()).hasMessageContaining("broke after 100000 bytes");
            assertThat(gets).hasValue(1);
            assertThat(folder).isEmptyDirectory();
        }
    }

    @Test
    void explainsThatObsCanNotBeReached() throws Exception {
        ScriptedServer server = server(CONTENT, md5(CONTENT), 0);
        server.close();

        assertThat(download(server).getException())
                .isInstanceOf(ModelArtsConnectionException.class)
                .hasMessageContaining("Check obsEndpoint or region, the network and the proxy");
    }

    @Test
    void refusesContentWithAnotherChecksum() throws Exception {
        try (ScriptedServer server = server(CONTENT, md5(new byte[1]), CONTENT.length)) {
            Exchange exchange = download(server);

            assertThat(exchange.getException())
                    .isInstanceOf(ModelArtsObsException.class)
                    .hasMessageContaining("has another checksum than the object");
            assertThat(folder).isEmptyDirectory();
        }
    }
}
