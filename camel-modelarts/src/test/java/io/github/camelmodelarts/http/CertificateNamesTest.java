package io.github.camelmodelarts.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.camelmodelarts.ComponentAccess;
import io.github.camelmodelarts.api.ModelArtsConnectionException;
import io.github.camelmodelarts.local.tls.LocalIdentity;
import io.github.camelmodelarts.support.Trust;

import static org.assertj.core.api.Assertions.assertThat;

/** For which hosts a certificate with an asterisk is accepted. All names resolve to this machine here. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CertificateNamesTest {

    private static final byte[] ANSWER =
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}".getBytes(StandardCharsets.US_ASCII);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger received = new AtomicInteger();
    private final DefaultCamelContext context = new DefaultCamelContext();
    private int servers;

    @BeforeAll
    void start() throws Exception {
        DnsResolver dns = new DnsResolver() {
            @Override
            public InetAddress[] resolve(String host) {
                return new InetAddress[] {InetAddress.getLoopbackAddress()};
            }

            @Override
            public String resolveCanonicalHostname(String host) {
                return host;
            }
        };
        context.addComponent(
                "modelarts",
                ComponentAccess.component(
                        InstantSource.system(),
                        System::nanoTime,
                        () -> 0.99,
                        readers -> new HttpClients(readers, dns, HttpClients.MOST_OPEN)));
        context.start();
    }

    @AfterAll
    void stop() throws Exception {
        context.close();
        threads.shutdownNow();
    }

    private Exchange call(String host, LocalIdentity server, String options) throws Exception {
        received.set(0);
        String trust = "trust-" + servers++;
        context.getRegistry().bind(trust, Trust.in(server.trustStore()));
        try (ServerSocket socket = server.serverContext()
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            threads.execute(() -> serve(socket));
            return context.createProducerTemplate()
                    .send(
                            "modelarts:predict?authType=NONE&maxRetries=0&sslContextParameters=#" + trust
                                    + "&address=https://" + host + ":" + socket.getLocalPort() + "/v1" + options,
                            exchange -> exchange.getMessage().setBody("{}"));
        }
    }

    private void serve(ServerSocket server) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                byte[] request = new byte[8192];
                int length = socket.getInputStream().read(request);
                if (length > 0) {
                    received.incrementAndGet();
                    socket.getOutputStream().write(ANSWER);
                }
            } catch (IOException refused) {
                // the client has refused the connection, or the test is over
            }
        }
    }

    @ParameterizedTest(name = "{0} to {1}")
    @CsvSource({
        "*.com, service.com",
        "*.co.uk, service.co.uk",
        "*.com.cn, service.com.cn",
        "*.CO.UK, service.co.uk",
        "*.xn--55qx5d.cn, service.xn--55qx5d.cn",
        "*.foo.ck, service.foo.ck",
        "*.intranet, service.intranet",
        "s*.com, service.com",
        "s*e.example.com, service.example.com",
        "service.*, service.com",
        "*, localhost",
        "*.example.com, a.service.example.com",
        "*.example.com, example.com",
    })
    @Tag("K20")
    @Tag("H73")
    @DisplayName("K20: nothing is sent to a server with a certificate for")
    void sendsNothingIfTheCertificateIsNotForTheHost(String name, String host) throws Exception {
        assertRefused(call(host, LocalIdentity.create("test", List.of(name)), ""));
    }

    private void assertRefused(Exchange exchange) {
        assertThat(exchange.getException())
                .isInstanceOf(ModelArtsConnectionException.class)
                .hasMessageContaining("The certificate is not for this host name");
        assertThat(((ModelArtsConnectionException) exchange.getException()).isRetryable())
                .isFalse();
        assertThat(received).hasValue(0);
    }

    @Test
    @Tag("K20")
    @Tag("H73")
    @DisplayName("K20: the same over HTTP/2, and for a name that is only in the subject")
    void sendsNothingOverHttp2OrForANameInTheSubject() throws Exception {
        assertRefused(call("service.com", LocalIdentity.create("test", List.of("*.com")), "&http2=true"));
        assertRefused(call("service.com", LocalIdentity.create("*.com", List.of()), ""));
        assertRefused(call("service.example.com", LocalIdentity.create("*.example.com", List.of()), ""));
    }

    @ParameterizedTest(name = "{0} to {1}")
    @CsvSource({
        "service.com, service.com",
        "*.com|service.com, service.com",
        "*.example.com, service.example.com",
        "*.Example.com, Service.example.COM",
        "*.example.co.uk, service.example.co.uk",
        "*.www.ck, service.www.ck",
        "*.apig.cn-north-4.huaweicloudapis.com, 0f.apig.cn-north-4.huaweicloudapis.com",
        "*.github.io, somebody.github.io",
        "*.svc.cluster.local, model.svc.cluster.local",
        "model, model",
    })
    @Tag("K20")
    @DisplayName("K20: a request is sent to a server with a certificate for")
    void sendsIfTheCertificateIsForTheHost(String names, String host) throws Exception {
        List<String> all = List.of(names.split("\\|"));

        assertThat(call(host, LocalIdentity.create("test", all), "").getException())
                .isNull();
        assertThat(received).hasValue(1);
    }

    @Test
    void sendsIfTheHostNameIsOnlyInTheSubject() throws Exception {
        assertThat(call("service.example.com", LocalIdentity.create("service.example.com", List.of()), "")
                        .getException())
                .isNull();
    }
}
