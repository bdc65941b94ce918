package io.github.camelmodelarts.hostile;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Map;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.gateway.RecordedRequest;
import io.github.camelmodelarts.support.ContextTest;
import io.github.camelmodelarts.support.Routes;
import io.github.camelmodelarts.support.TestClock;

import static org.assertj.core.api.Assertions.assertThat;

/** What an attacker can do with an observed signed request. Only TLS prevents that it is observed. */
@Tag("H72")
class ReplayTest extends ContextTest {

    private final TestClock clock = new TestClock();
    private final ModelArtsLocal local =
            ModelArtsLocal.builder().clock(clock.withZone(ZoneOffset.UTC)).start();

    @Override
    protected Routes openRoutes() throws Exception {
        local.addService("echo", new EchoModel());
        return Routes.knowing(local);
    }

    @Override
    protected void cleanupResources() {
        local.close();
    }

    private RecordedRequest captured(Object body, String options) throws Exception {
        assertThat(routes.send(
                                "modelarts:predict?authType=APP_SIGNATURE&address=" + local.address("echo") + options,
                                body)
                        .getException())
                .isNull();
        assertThat(local.awaitRequests(1)).hasSize(1);
        return local.requests().get(0);
    }

    /** The status that the gateway returns. */
    private int sentAgain(RecordedRequest request, String body) throws IOException {
        StringBuilder head = new StringBuilder(request.method() + " " + request.target() + " HTTP/1.1\r\n");
        for (Map.Entry<String, java.util.List<String>> header :
                request.headers().entrySet()) {
            boolean length = header.getKey().equalsIgnoreCase("Content-Length");
            head.append(header.getKey()).append(": ");
            head.append(length ? body.length() : header.getValue().get(0)).append("\r\n");
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), local.port())) {
            socket.getOutputStream().write((head + "\r\n" + body).getBytes(StandardCharsets.ISO_8859_1));
            String status = new String(socket.getInputStream().readNBytes(12), StandardCharsets.ISO_8859_1);
            return Integer.parseInt(status.substring(9));
        }
    }

    @Test
    void isAcceptedAgainFor15Minutes() throws Exception {
        RecordedRequest request = captured("{\"a\":1}", "");

        clock.forward(Duration.ofMinutes(14));
        assertThat(sentAgain(request, "{\"a\":1}")).isEqualTo(200);

        clock.forward(Duration.ofMinutes(2));
        assertThat(sentAgain(request, "{\"a\":1}")).isEqualTo(401);
    }

    @Test
    void isRejectedWithAnotherJsonBody() throws Exception {
        RecordedRequest request = captured("{\"a\":1}", "");

        assertThat(request.header("x-sdk-content-sha256")).isNull();
        assertThat(sentAgain(request, "{\"a\":2}")).isEqualTo(401);
    }

    @Test
    void isAcceptedWithAnotherFileBecauseFilesAreNotSigned(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("a.bin"), "one");

        RecordedRequest request = captured(file.toFile(), "&bodyType=RAW");

        assertThat(request.header("x-sdk-content-sha256")).isEqualTo("UNSIGNED-PAYLOAD");
        assertThat(sentAgain(request, "two")).isEqualTo(200);
        // therefore files are sent only over TLS: BadInputTest.sendsNoFileUnsignedOverPlainHttpToAnotherHost
    }
}
