package io.github.camelmodelarts.faults;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.camelmodelarts.support.JavaProcess;
import io.github.camelmodelarts.support.ManyAnswersCaller;
import io.github.camelmodelarts.support.ScriptedServer;
import io.github.camelmodelarts.support.ScriptedServer.Play;

import static org.assertj.core.api.Assertions.assertThat;

/** Many large responses at once end as results or as exceptions with the reason, with any heap size, and never as an Error. */
class HeapOfAnswersTest {

    private static final int MIB = 1 << 20;
    /** Without reuse of connections: a server plays its part once for each connection, and calls do not all start at the same moment. */
    private static final String TEXT = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n";

    private static final byte[] PIECE = "x".repeat(65_536).getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CHUNK = ("10000\r\n" + "x".repeat(65_536) + "\r\n").getBytes(StandardCharsets.US_ASCII);

    @Test
    @Tag("K17")
    @DisplayName("K17: -Xmx128m, 16 parallel responses of 4 MiB, gzip, chunked and plain, and 16 of 20 MiB")
    void acceptsResponsesThatFitIntoMemory() throws Exception {
        List<String> printed = run("-Xmx128m", 16, gzip(4), chunked(4), plain(4), gzip(20), chunked(20), plain(20));

        assertThat(printed).hasSize(6);
        assertThat(printed.subList(0, 3)).allSatisfy(HeapOfAnswersTest::assertExplained);
        assertThat(printed.subList(3, 6)).containsOnly("{ModelArtsResponseException=16}");
    }

    @ParameterizedTest
    @CsvSource({"-Xmx128m, 63", "-Xmx128m, 200", "-Xmx256m, 63", "-Xmx256m, 200"})
    @Tag("K17")
    @DisplayName("K17: 32 parallel responses, gzip, chunked and plain")
    @EnabledIfSystemProperty(named = "soak", matches = "true")
    void endsManyLargeResponses(String heap, int mebibytes) throws Exception {
        List<String> printed = run(heap, 32, gzip(mebibytes), chunked(mebibytes), plain(mebibytes));

        assertThat(printed).hasSize(3).allSatisfy(HeapOfAnswersTest::assertExplained);
    }

    /** Checks that each outcome is a response of the expected length or an exception with the reason. */
    private static void assertExplained(String outcomes) {
        assertThat(outcomes).matches("\\{(\\d+=\\d+)?(, )?(ModelArtsResponseException=\\d+)?}");
    }

    private static Play gzip(int mebibytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            for (int i = 0; i < mebibytes * MIB / PIECE.length; i++) {
                gzip.write(PIECE);
            }
        }
        byte[] body = packed.toByteArray();
        return line -> {
            line.request();
            line.send(TEXT + "Content-Encoding: gzip\r\nContent-Length: " + body.length + "\r\n\r\n");
            line.send(body);
            line.awaitHangUp();
        };
    }

    private static Play chunked(int mebibytes) {
        return line -> {
            line.request();
            line.send(TEXT + "Transfer-Encoding: chunked\r\n\r\n");
            for (int i = 0; i < mebibytes * MIB / PIECE.length; i++) {
                line.send(CHUNK);
            }
            line.send("0\r\n\r\n");
            line.awaitHangUp();
        };
    }

    private static Play plain(int mebibytes) {
        return line -> {
            line.request();
            line.send(TEXT + "Content-Length: " + mebibytes * MIB + "\r\n\r\n");
            for (int i = 0; i < mebibytes * MIB / PIECE.length; i++) {
                line.send(PIECE);
            }
            line.awaitHangUp();
        };
    }

    private static List<String> run(String heap, int calls, Play... plays) throws Exception {
        List<ScriptedServer> servers = new ArrayList<>();
        try {
            List<String> arguments = new ArrayList<>(List.of(String.valueOf(calls)));
            for (Play play : plays) {
                ScriptedServer server = ScriptedServer.playing(play);
                servers.add(server);
                arguments.add(server.address());
            }
            List<String> printed = JavaProcess.run(JavaProcess.of(
                    ManyAnswersCaller.class,
                    List.of(heap, "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError"),
                    arguments));
            System.out.println(heap + " " + printed);
            return printed;
        } finally {
            for (ScriptedServer server : servers) {
                server.close();
            }
        }
    }
}
