package io.github.camelmodelarts.hostile;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;

import org.apache.camel.Exchange;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.ModelArtsComponent;
import io.github.camelmodelarts.api.ModelArtsConnectionException;
import io.github.camelmodelarts.options.ModelArtsConfiguration;
import io.github.camelmodelarts.support.ContextTest;
import io.github.camelmodelarts.support.Routes;
import io.github.camelmodelarts.support.TestAuthority;

import static org.assertj.core.api.Assertions.assertThat;

/** Nothing is sent to a server that can't authenticate itself with current TLS. */
@Tag("H73")
@Tag("S7")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UntrustedServerTest extends ContextTest {

    private static final String CODE = "c4n4ry-code-e90b54d7aa";
    private static final int APPLICATION_DATA = 23;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private TestAuthority authority;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        authority = new TestAuthority(folder);
    }

    @Override
    protected Routes openRoutes() throws Exception {
        Routes opened = Routes.anonymous();
        opened.component().getConfiguration().setAppCode(CODE);
        return opened;
    }

    @Override
    protected void bindToRegistry(Registry registry) throws Exception {
        registry.bind("trust", authority.trust());
    }

    @AfterAll
    void stop() {
        routes.close();
        threads.shutdownNow();
    }

    private Exchange call(int port, String options) throws Exception {
        return routes.send("modelarts:predict?address=https://localhost:" + port + "/v1" + options, "{}");
    }

    private static void assertRefused(Exchange exchange, String hint) {
        assertThat(exchange.getException())
                .isInstanceOf(ModelArtsConnectionException.class)
                .hasMessageContaining("No TLS connection to localhost")
                .hasMessageContaining(hint)
                .hasMessageNotContaining(CODE);
        ModelArtsConnectionException failure = (ModelArtsConnectionException) exchange.getException();
        assertThat(failure.isRetryable()).isFalse();
        assertThat(failure.mayHaveExecuted()).isFalse();
        assertThat(failure.getAttempts()).isEqualTo(1);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "expired, localhost, -10d, 5, true, trust store",
        "not yet valid, localhost, +5d, 5, true, trust store",
        "for another host, service.example.com, -1d, 9, true, not for this host name",
        "of an authority that the platform does not know, localhost, -1d, 9, false, trust store",
    })
    @DisplayName("H73: a certificate that is")
    void sendsNothingToAServerWhoseCertificateIs(
            String what, String host, String from, int days, boolean authorityTrusted, String hint) throws Exception {
        SSLContext context = authority.issue(host, from, days);
        AtomicInteger received = new AtomicInteger();
        try (ServerSocket server =
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            threads.execute(() -> count(server, received));

            for (String http2 : new String[] {"false", "true"}) {
                assertRefused(
                        call(
                                server.getLocalPort(),
                                "&http2=" + http2 + (authorityTrusted ? "&sslContextParameters=#trust" : "")),
                        hint);
            }
        }
        assertThat(received).hasValue(0);
    }

    @Test
    void sendsToAServerWhoseCertificateIsGood() throws Exception {
        SSLContext context = authority.issue("localhost", "-1d", 9);
        AtomicInteger received = new AtomicInteger();
        try (ServerSocket server =
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            threads.execute(() -> count(server, received));

            call(server.getLocalPort(), "&sslContextParameters=#trust&maxRetries=0");
        }
        // this shows that the certificates were the reason why nothing was sent to the others
        assertThat(received.get()).isPositive();
    }

    /** Counts connections with decrypted application data; closes each at the first byte. */
    private static void count(ServerSocket server, AtomicInteger received) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                if (socket.getInputStream().read() >= 0) {
                    received.incrementAndGet();
                }
            } catch (IOException refused) {
                // the client has closed the connection, or the test is over
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        // version, cipher suite: RFC 5246 and the IANA registry of TLS cipher suites
        "TLS 1.0, 0301, 002F",
        "TLS 1.1, 0302, 002F",
        "a cipher without a certificate, 0303, 0034",
        "a cipher that does not encrypt, 0303, 0002",
        "an export cipher, 0303, 0003",
    })
    @DisplayName("H73: a server that speaks only")
    void sendsNothingToAServerThatSpeaksOnly(String what, String version, String cipherSuite) throws Exception {
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var over = threads.submit(() -> {
                try (Socket socket = server.accept()) {
                    InputStream in = socket.getInputStream();
                    received.write(in.readNBytes(5));
                    byte[] record = received.toByteArray();
                    received.write(in.readNBytes(length(record, 0)));
                    socket.getOutputStream().write(serverHello(version, cipherSuite));
                    in.transferTo(received);
                }
                return null;
            });

            assertRefused(call(server.getLocalPort(), ""), "TLS 1.2 or 1.3");
            over.get(60, TimeUnit.SECONDS);
        }
        assertThat(received.toString(StandardCharsets.ISO_8859_1)).doesNotContain("c4n4ry");
        assertThat(recordTypes(received.toByteArray())).isNotEmpty().doesNotContain(APPLICATION_DATA);
    }

    private static byte[] serverHello(String version, String cipherSuite) {
        String hello = version + "00".repeat(32) + "00" + cipherSuite + "00";
        String handshake = "02" + String.format(Locale.ROOT, "%06X", hello.length() / 2) + hello;
        return java.util.HexFormat.of()
                .parseHex("16" + version + String.format(Locale.ROOT, "%04X", handshake.length() / 2) + handshake);
    }

    /** The length of the record that begins there, without its head. */
    private static int length(byte[] records, int at) {
        return ((records[at + 3] & 0xFF) << 8) | (records[at + 4] & 0xFF);
    }

    private static Stream<Integer> recordTypes(byte[] records) {
        Stream.Builder<Integer> types = Stream.builder();
        for (int at = 0; at + 5 <= records.length; ) {
            types.add((int) records[at]);
            at += 5 + length(records, at);
        }
        return types.build();
    }

    @ParameterizedTest
    @ValueSource(classes = {ModelArtsConfiguration.class, ModelArtsComponent.class})
    void hasNoOptionThatTurnsChecksOff(Class<?> options) {
        assertThat(options.getMethods())
                .extracting(method -> method.getName().toLowerCase(Locale.ROOT))
                .noneMatch(name -> name.startsWith("set")
                        && Stream.of("trustall", "verif", "insecure", "hostname", "ignore", "redirect")
                                .anyMatch(name::contains));
    }
}
