package io.github.camelmodelarts.http;

import java.net.ProxySelector;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.camelmodelarts.support.JavaProcess;
import io.github.camelmodelarts.support.Routes;
import io.github.camelmodelarts.support.ScriptedServer;
import io.github.camelmodelarts.support.TestProxy;

import static org.assertj.core.api.Assertions.assertThat;

/** Proxy settings of the JVM and of the environment are not read. The test starts a process with such settings and a file of host names. */
class JvmProxySettingsTest {

    private static final String NAME = "service.example.com";

    @Test
    void proxySettingsOfTheJvmAndOfTheEnvironmentAreNotRead(@TempDir Path folder) throws Exception {
        Path hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.1 " + NAME + "\n");
        try (ScriptedServer service = ScriptedServer.answering(200, "Content-Type: application/json\r\n", "{\"a\":1}");
                ScriptedServer noTls = ScriptedServer.playing(
                        connection -> connection.send("HTTP/1.1 400 No\r\n\r\n").awaitHangUp());
                TestProxy proxy = TestProxy.to(service.port()).refusing("403 Forbidden")) {
            ProcessBuilder command = JavaProcess.of(
                    Caller.class,
                    List.of(
                            "-Djdk.net.hosts.file=" + hosts,
                            "-Dhttp.proxyHost=127.0.0.1",
                            "-Dhttp.proxyPort=" + proxy.port(),
                            "-Dhttps.proxyHost=127.0.0.1",
                            "-Dhttps.proxyPort=" + proxy.port(),
                            "-DsocksProxyHost=127.0.0.1",
                            "-DsocksProxyPort=" + proxy.port()),
                    List.of("http://" + NAME + ":" + service.port(), "https://" + NAME + ":" + noTls.port()));
            for (String variable : List.of("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")) {
                command.environment().put(variable, "http://127.0.0.1:" + proxy.port());
            }
            List<String> printed = JavaProcess.run(command);

            assertThat(printed).hasSize(3);
            assertThat(printed.get(0)).as("the JVM's own clients").contains("127.0.0.1", ":" + proxy.port());
            assertThat(printed.get(1)).isEqualTo("{\"a\":1}");
            assertThat(printed.get(2))
                    .contains("No TLS connection to " + NAME, "probably speaks plain http")
                    .doesNotContain("proxy");
            assertThat(proxy.heads()).isEmpty();
        }
    }

    /** Calls the addresses that it is given, and prints the responses or errors. */
    public static final class Caller {

        private Caller() {}

        public static void main(String[] addresses) throws Exception {
            System.out.println(ProxySelector.getDefault().select(URI.create(addresses[0])));
            try (Routes routes = Routes.anonymous()) {
                for (String address : addresses) {
                    Exchange exchange = routes.send(
                            "modelarts:predict?authType=NONE&allowHttp=true&address=" + address + "/v1", "{}");
                    System.out.println(
                            exchange.getException() == null
                                    ? exchange.getMessage().getBody(String.class)
                                    : exchange.getException().getMessage());
                }
            }
        }
    }
}
