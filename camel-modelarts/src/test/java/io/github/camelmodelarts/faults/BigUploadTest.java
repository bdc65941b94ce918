package io.github.camelmodelarts.faults;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.SinkModel;
import io.github.camelmodelarts.local.api.ModelAnswer;
import io.github.camelmodelarts.local.api.ModelRequest;
import io.github.camelmodelarts.local.gateway.RecordedRequest;
import io.github.camelmodelarts.support.BigBodySender;
import io.github.camelmodelarts.support.BigBodySender.Kind;
import io.github.camelmodelarts.support.JavaProcess;
import io.github.camelmodelarts.support.NumberedBytes;
import io.github.camelmodelarts.support.RecomputedSignature;

import static org.assertj.core.api.Assertions.assertThat;

/** Streams and several files are sent as they are read, and hashed without being loaded: a process with a heap of 64 MiB sends larger ones. */
class BigUploadTest {

    private static final String PASSWORD = "changeit";

    @Test
    @EnabledIfSystemProperty(named = "soak", matches = "true", disabledReason = "Large bodies are for -Psoak")
    void sendsLargeStreamsAndFiles(@TempDir Path folder) throws Exception {
        sends(2048, folder);
    }

    @Test
    void sendsStreamsAndFilesLargerThanTheHeap(@TempDir Path folder) throws Exception {
        sends(68, folder);
    }

    private static void sends(long mebibytes, Path folder) throws Exception {
        long length = mebibytes << 20;
        try (ModelArtsLocal local = ModelArtsLocal.start()) {
            local.addService("parts", request -> hashesOfParts(request, length)).bodyLimit(0);
            // the gateway would load the body to check the signature, so the test checks it
            local.addService("sink", new SinkModel()).bodyLimit(0).withoutAuthentication();
            local.writeTrustStore(folder.resolve("trust.p12"), PASSWORD.toCharArray());
            List<String> files =
                    List.of(hashOfNew(folder.resolve("0"), length), hashOfNew(folder.resolve("1"), length));
            String stream = hash(new NumberedBytes(length), length);

            List<String> printed = run(
                    local,
                    folder,
                    List.of(
                            folder.toString(),
                            String.valueOf(length),
                            Kind.STREAM.name(),
                            uri(local.address("parts")),
                            Kind.STREAM.name(),
                            uri(local.tlsAddress("parts")),
                            Kind.FILES.name(),
                            uri(local.address("parts")),
                            Kind.FILES.name(),
                            uri(local.tlsAddress("parts")) + "&http2=true",
                            Kind.CACHE.name(),
                            uri(local.address("sink")) + "&bodyType=RAW"));

            assertThat(printed).hasSize(10);
            System.out.println(
                    mebibytes + " MiB sent at -Xmx64m: a stream " + printed.get(1) + ", over TLS " + printed.get(3)
                            + "; two such files " + printed.get(5) + ", over HTTP/2 " + printed.get(7)
                            + "; a cached stream, hashed "
                            + printed.get(9));
            assertThat(List.of(printed.get(0), printed.get(2))).containsOnly("[\"" + stream + "\"]");
            assertThat(List.of(printed.get(4), printed.get(6)))
                    .containsOnly("[\"" + files.get(0) + "\",\"" + files.get(1) + "\"]");
            assertThat(printed.get(8)).isEqualTo("{\"bytes\":" + length + ",\"sha256\":\"" + stream + "\"}");
            List<RecordedRequest> requests = local.awaitRequests(5);
            assertThat(requests.subList(0, 4))
                    .extracting(request -> request.header("X-Sdk-Content-Sha256"))
                    .containsOnly("UNSIGNED-PAYLOAD");
            assertThat(requests.subList(0, 2))
                    .extracting(request -> request.header("Content-Length"))
                    .containsOnlyNulls();
            assertThat(RecomputedSignature.isOn(
                            requests.get(4), stream, local.credentials().appSecret()))
                    .isTrue();
        }
    }

    private static String uri(String address) {
        return "modelarts:predict?totalTimeout=10m&address=RAW(" + address + ")";
    }

    private static List<String> run(ModelArtsLocal local, Path folder, List<String> arguments) throws Exception {
        Process sender = JavaProcess.of(
                        BigBodySender.class,
                        List.of(
                                "-Xmx64m",
                                "-XX:+ExitOnOutOfMemoryError",
                                "-Djavax.net.ssl.trustStore=" + folder.resolve("trust.p12"),
                                "-Djavax.net.ssl.trustStorePassword=" + PASSWORD),
                        arguments)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        sender.getOutputStream()
                .write((local.credentials().appKey() + "\n"
                                + local.credentials().appSecret() + "\n")
                        .getBytes(StandardCharsets.UTF_8));
        sender.getOutputStream().close();
        String output = new String(sender.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(sender.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(sender.exitValue()).as(output).isZero();
        return output.lines().toList();
    }

    /** Creates a file of zeros that ends with its name, and returns its SHA-256. */
    private static String hashOfNew(Path path, long length) throws Exception {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(length - 1);
            file.seek(length - 1);
            file.writeBytes(path.getFileName().toString());
        }
        try (InputStream content = Files.newInputStream(path)) {
            return hash(content, length);
        }
    }

    /** Returns the SHA-256 of the next bytes, this many. */
    private static String hash(InputStream content, long length) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] piece = new byte[64 * 1024];
            for (long left = length; left > 0; ) {
                int read = content.read(piece, 0, (int) Math.min(left, piece.length));
                if (read < 0) {
                    throw new EOFException(left + " bytes are missing");
                }
                digest.update(piece, 0, read);
                left -= read;
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the SHA-256 of each file of a multipart body, which has files of this length and nothing else. */
    private static ModelAnswer hashesOfParts(ModelRequest request, long length) throws IOException {
        String boundary = "--"
                + String.valueOf(request.header("Content-Type"))
                        .split("boundary=", 2)[1]
                        .replace("\"", "");
        InputStream body = new BufferedInputStream(request.body(), 64 * 1024);
        List<String> hashes = new ArrayList<>();
        String line = line(body);
        while (line.equals(boundary)) {
            while (!line.isEmpty()) {
                line = line(body);
            }
            hashes.add(hash(body, length));
            line = line(body) + line(body);
        }
        boolean ends = line.equals(boundary + "--") && body.read() < 0;
        return ModelAnswer.json(ends ? hashes : "The body continues with: " + line);
    }

    /** Reads up to CR and LF. */
    private static String line(InputStream body) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = body.read(); octet != '\n'; octet = body.read()) {
            if (octet < 0 || line.length() > 1000) {
                throw new IOException("no line: " + line);
            }
            line.append((char) octet);
        }
        return line.toString().strip();
    }
}
