package io.github.camelmodelarts.http;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import io.github.camelmodelarts.api.Body;
import io.github.camelmodelarts.api.Failures;
import io.github.camelmodelarts.api.ModelArtsConnectionException;
import io.github.camelmodelarts.api.ModelArtsResponseException;
import io.github.camelmodelarts.api.ModelArtsTimeoutException;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.api.Transport;

import static io.github.camelmodelarts.api.Plain.assertPlain;
import static org.assertj.core.api.Assertions.assertThat;

/** Any bytes in place of a response give a response within limits or an exception of the component, and the connection is released. */
class WireFuzzTest {

    private static final int LIMIT = 8192;
    /** A closed connection blocks its port for a minute, so several addresses are used if the system has them. */
    private static final int ADDRESSES = System.getenv("JAZZER_FUZZ") == null ? 1 : 50;

    private static final ExecutorService WORKERS = Executors.newFixedThreadPool(2);
    private static final HttpClients CLIENTS = new HttpClients(WORKERS);
    private static final int END_OF_HEAD = 0x0D0A0D0A;
    private static Server server;
    private static int runs;

    private final Transport transport = CLIENTS.transport(
            new ClientSettings(null, null, 4, false),
            new Limits(Duration.ofSeconds(10), Duration.ofSeconds(10), LIMIT));

    @BeforeAll
    static void open() throws IOException {
        server = new Server();
    }

    @AfterAll
    static void close() throws IOException {
        server.close();
        CLIENTS.close();
        WORKERS.shutdown();
    }

    @FuzzTest
    void readsBytesAsAResponseOrFails(byte[] octets) throws Exception {
        server.answer = octets;
        String address = "http://127.0.0." + (1 + runs++ % ADDRESSES) + ":" + server.port() + "/v1";
        try {
            ServiceResponse answer = transport
                    .send(ServiceRequest.of(
                            "POST", address, Body.of("{}".getBytes(StandardCharsets.UTF_8), "application/json")))
                    .get(60, TimeUnit.SECONDS);

            assertThat(answer.status()).isBetween(200, 999);
            boolean success = answer.status() < 300;
            assertThat(answer.body().length).isLessThanOrEqualTo(success ? LIMIT : 65_536);
            assertThat(answer.text()).isNotNull();
        } catch (ExecutionException e) {
            Throwable failure = Failures.unwrapped(e.getCause());
            assertThat(failure)
                    .isInstanceOfAny(
                            ModelArtsConnectionException.class,
                            ModelArtsResponseException.class,
                            ModelArtsTimeoutException.class);
            assertPlain(failure.getMessage(), 1500);
        }
    }

    /** Reads a request, returns the bytes and closes the connection. */
    private static final class Server implements Closeable {

        private final List<ServerSocket> sockets = new ArrayList<>();
        private volatile byte[] answer = new byte[0];

        Server() throws IOException {
            int port = 0;
            for (int i = 1; i <= ADDRESSES; i++) {
                ServerSocket socket = new ServerSocket(port, 50, InetAddress.getByName("127.0.0." + i));
                port = socket.getLocalPort();
                sockets.add(socket);
                Thread thread = new Thread(() -> run(socket), "wire-fuzz-server-" + i);
                thread.setDaemon(true);
                thread.start();
            }
        }

        int port() {
            return sockets.get(0).getLocalPort();
        }

        private void run(ServerSocket socket) {
            while (!socket.isClosed()) {
                try (Socket connection = socket.accept()) {
                    connection.setSoTimeout(10_000);
                    readRequest(connection.getInputStream());
                    connection.getOutputStream().write(answer);
                } catch (IOException e) {
                    // the client hung up first, or the test is over
                }
            }
        }

        /** The head, and the body of two octets. */
        private static void readRequest(InputStream in) throws IOException {
            int last = 0;
            for (int octet = in.read(); octet >= 0 && last != END_OF_HEAD; octet = in.read()) {
                last = last << 8 | octet;
            }
            in.readNBytes(1);
        }

        @Override
        public void close() throws IOException {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }
}
