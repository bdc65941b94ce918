package io.github.camelmodelarts.faults;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.SinkModel;
import io.github.camelmodelarts.support.JavaProcess;
import io.github.camelmodelarts.support.ScriptedServer;
import io.github.camelmodelarts.support.ScriptedServer.Play;
import io.github.camelmodelarts.support.SmallHeapCaller;

import static org.assertj.core.api.Assertions.assertThat;

/** With default limits a heap of 128 MiB is enough for anything that a server sends and for large bodies. */
class SmallHeapTest {

    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final String FAILED = "HTTP/1.1 500 x\r\n";
    private static final String CHUNKED = "Transfer-Encoding: chunked\r\n\r\n";
    private static final byte[] PIECE = "x".repeat(65_536).getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CHUNK = ("10000\r\n" + "x".repeat(65_536) + "\r\n").getBytes(StandardCharsets.US_ASCII);

    @Test
    @DisplayName("R8, R9, H40, H41, H42, H43, H46, H48: at -Xmx128m there is no OutOfMemoryError")
    void needsNoLargeHeap(@TempDir Path folder) throws Exception {
        byte[] bomb = bomb();
        List<Play> tooLarge = List.of(
                line -> promise(64, line),
                endless(OK + "Content-Length: 4294967296\r\n\r\n", PIECE),
                endless(OK + CHUNKED, CHUNK),
                endless(OK + "\r\n", PIECE),
                endless(OK + "Content-Type: text/event-stream\r\n\r\ndata: ", PIECE),
                endless(OK + "X: ", PIECE),
                endless(OK, ("X: " + "x".repeat(60_000) + "\r\n").getBytes(StandardCharsets.US_ASCII)),
                endless(OK + CHUNKED + "5;", PIECE),
                endless(
                        OK + CHUNKED + "0\r\n",
                        ("X: " + "x".repeat(60_000) + "\r\n").getBytes(StandardCharsets.US_ASCII)),
                line -> {
                    line.request();
                    line.send(OK + "Content-Encoding: gzip\r\nContent-Length: " + bomb.length + "\r\n\r\n");
                    line.send(bomb);
                });
        List<Play> failures = List.of(
                endless(FAILED + "Content-Length: 4294967296\r\n\r\n", PIECE),
                endless(FAILED + CHUNKED, CHUNK),
                endless(FAILED + "\r\n", PIECE));
        List<ScriptedServer> servers = new ArrayList<>();
        try (ModelArtsLocal local = ModelArtsLocal.start()) {
            local.addService("open", new SinkModel()).bodyLimit(0).withoutAuthentication();
            List<String> arguments = new ArrayList<>(List.of(
                    local.address("open"),
                    tenMebibytes(folder.resolve("sparse.bin")).toString(),
                    address(line -> promise(12, line), servers)));
            for (Play play : tooLarge) {
                arguments.add(address(play, servers));
            }
            for (Play play : failures) {
                arguments.add(address(play, servers));
            }

            List<String> printed = run(arguments);

            List<String> expected = new ArrayList<>(Collections.nCopies(tooLarge.size(), "ModelArtsResponseException"));
            expected.addAll(Collections.nCopies(failures.size(), "ModelArtsOperationFailedException"));
            assertThat(printed.subList(0, Math.min(expected.size(), printed.size())))
                    .isEqualTo(expected);
            List<String> sent = printed.subList(expected.size(), printed.size());
            assertThat(sent).hasSize(48);
            assertThat(sent.subList(0, 32))
                    .allSatisfy(answer -> assertThat(answer).contains("\"bytes\":10485760"));
            assertThat(sent.subList(32, 48)).containsOnly("ModelArtsTimeoutException");
        } finally {
            for (ScriptedServer server : servers) {
                server.close();
            }
        }
    }

    private static List<String> run(List<String> arguments) throws Exception {
        return JavaProcess.run(JavaProcess.of(
                SmallHeapCaller.class,
                List.of("-Xmx128m", "-XX:+ExitOnOutOfMemoryError", "-XX:TieredStopAtLevel=1"),
                arguments));
    }

    private static String address(Play play, List<ScriptedServer> servers) throws IOException {
        ScriptedServer server = ScriptedServer.playing(play);
        servers.add(server);
        return server.address();
    }

    /** Announces a response of this size: as large as memory allows, or larger. */
    private static void promise(int mebibytes, ScriptedServer.Connection line) throws IOException {
        line.request();
        line.send(OK + "Content-Length: " + (mebibytes << 20) + "\r\n\r\n{");
        line.awaitHangUp();
    }

    private static Play endless(String head, byte[] piece) {
        return line -> {
            line.request();
            line.send(head);
            line.flood(piece);
        };
    }

    private static Path tenMebibytes(Path file) throws IOException {
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(10 << 20);
        }
        return file;
    }

    private static byte[] bomb() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            for (int i = 0; i < 6400; i++) {
                gzip.write(PIECE);
            }
        }
        return packed.toByteArray();
    }
}
