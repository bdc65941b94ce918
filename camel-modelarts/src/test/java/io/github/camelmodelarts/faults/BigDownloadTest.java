package io.github.camelmodelarts.faults;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.api.AnswerStream;
import io.github.camelmodelarts.local.api.ModelAnswer;
import io.github.camelmodelarts.support.BigStreamReader;
import io.github.camelmodelarts.support.JavaProcess;

import static org.assertj.core.api.Assertions.assertThat;

/** Streamed responses pass through routes with stream caching and are not kept: a process with a heap of 64 MiB receives larger ones. */
class BigDownloadTest {

    private static final String PASSWORD = "changeit";

    @Test
    @EnabledIfSystemProperty(named = "soak", matches = "true", disabledReason = "Large responses are for -Psoak")
    void receivesALargeStream(@TempDir Path folder) throws Exception {
        receives(2048, folder, true);
    }

    @Test
    void receivesAStreamLargerThanTheHeap(@TempDir Path folder) throws Exception {
        receives(70, folder, false);
    }

    private static void receives(long mebibytes, Path folder, boolean all) throws Exception {
        long length = mebibytes << 20;
        ModelAnswer chunked = ModelAnswer.stream(200, "application/octet-stream", AnswerStream.download(length));
        ModelAnswer known = chunked.withHeader("Content-Length", String.valueOf(length));
        try (ModelArtsLocal local = ModelArtsLocal.start()) {
            local.addService("chunked", request -> chunked).withoutAuthentication();
            local.addService("known", request -> known).withoutAuthentication();
            local.writeTrustStore(folder.resolve("trust.p12"), PASSWORD.toCharArray());

            String plain = uri(local.address("chunked"));
            String http2 = "&http2=true";
            // the first is written to a file
            List<String> ways = all
                    ? List.of(
                            plain,
                            plain,
                            uri(local.address("known")),
                            uri(local.tlsAddress("chunked")),
                            uri(local.tlsAddress("known")),
                            uri(local.tlsAddress("chunked")) + http2,
                            uri(local.tlsAddress("known")) + http2)
                    : List.of(plain, uri(local.tlsAddress("chunked")), uri(local.tlsAddress("known")) + http2);
            List<String> printed = JavaProcess.run(JavaProcess.of(
                    BigStreamReader.class,
                    List.of(
                            "-Xmx64m",
                            "-XX:+ExitOnOutOfMemoryError",
                            "-Djavax.net.ssl.trustStore=" + folder.resolve("trust.p12"),
                            "-Djavax.net.ssl.trustStorePassword=" + PASSWORD),
                    arguments(folder, ways)));

            for (int i = 0; i < ways.size(); i++) {
                System.out.println(mebibytes + " MiB received at -Xmx64m, " + (i == 0 ? "to a file, " : "")
                        + ways.get(i) + ": " + printed.get(i));
            }
            assertThat(printed)
                    .hasSameSizeAs(ways)
                    .allSatisfy(line -> assertThat(line).startsWith(length + " bytes"));
        }
    }

    private static List<String> arguments(Path folder, List<String> uris) {
        List<String> arguments = new ArrayList<>(List.of(folder.toString()));
        arguments.addAll(uris);
        return arguments;
    }

    private static String uri(String address) {
        return "modelarts:predict?authType=NONE&streaming=true&address=RAW(" + address + ")";
    }
}
