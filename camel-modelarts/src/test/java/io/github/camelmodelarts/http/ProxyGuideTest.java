package io.github.camelmodelarts.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;

import org.apache.camel.Exchange;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import io.github.camelmodelarts.api.ModelArtsConnectionException;
import io.github.camelmodelarts.support.Guide;
import io.github.camelmodelarts.support.ScriptedServer;
import io.github.camelmodelarts.support.TestAuthority;
import io.github.camelmodelarts.support.TestProxy;

import static org.assertj.core.api.Assertions.assertThat;

/** The examples of {@code docs/proxies.md} are run: a proxy that decrypts TLS shows a certificate of its own authority. */
class ProxyGuideTest {

    private static final Guide GUIDE = new Guide("proxies.md");
    private static final String ADDRESS = "https://service.example.com/v1";
    private static final String RESPONSE = "{\"a\":1}";

    @TempDir
    private Path folder;

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void examplesOfTheGuideWork() throws Exception {
        TestAuthority authority = new TestAuthority(folder);
        try (ScriptedServer decrypting = ScriptedServer.playing(
                        authority.issue("service.example.com", "-1d", 9), ProxyGuideTest::respond);
                TestProxy proxy = TestProxy.to(decrypting.port())) {
            List<String> properties = GUIDE.blocks("properties");
            String proxyOptions = properties
                    .get(0)
                    .replace("proxy.example.com", "127.0.0.1")
                    .replace("3128", Integer.toString(proxy.port()))
                    .replace("{{env:PROXY_USERNAME}}", "caravan")
                    .replace("{{env:PROXY_PASSWORD}}", "s3cret&+");

            assertThat(call(proxyOptions).getException())
                    .isInstanceOf(ModelArtsConnectionException.class)
                    .hasMessageContaining("a proxy that decrypts TLS");

            makeTrustStore();
            Exchange exchange = call(proxyOptions + properties.get(1).replace("file:", "file:" + folder + "/"));

            assertThat(exchange.getException()).isNull();
            assertThat(exchange.getMessage().getBody(String.class)).isEqualTo(RESPONSE);
            String basic = Base64.getEncoder().encodeToString("caravan:s3cret&+".getBytes(StandardCharsets.UTF_8));
            assertThat(proxy.heads())
                    .isNotEmpty()
                    .allSatisfy(head -> assertThat(head)
                            .startsWith("CONNECT service.example.com:443")
                            .contains("Proxy-Authorization: Basic " + basic));
        }
    }

    private static void respond(ScriptedServer.Connection connection) throws IOException {
        connection.request();
        connection.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + RESPONSE.length()
                + "\r\n\r\n" + RESPONSE);
    }

    private void makeTrustStore() throws Exception {
        ProcessBuilder commands =
                new ProcessBuilder("bash", "-ec", GUIDE.blocks("bash").get(0).replace("proxy-ca.pem", "ca.crt"));
        commands.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process bash =
                commands.directory(folder.toFile()).redirectErrorStream(true).start();
        String printed = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).as(printed).isZero();
    }

    private Exchange call(String properties) throws Exception {
        Path file = Files.writeString(folder.resolve("application.properties"), properties);
        Main main = new Main();
        main.setPropertyPlaceholderLocations("file:" + file);
        try {
            main.start();
            return main.getCamelTemplate()
                    .send(
                            "modelarts:predict?authType=NONE&maxRetries=0&address=" + ADDRESS,
                            exchange -> exchange.getMessage().setBody("{}"));
        } finally {
            main.stop();
        }
    }
}
