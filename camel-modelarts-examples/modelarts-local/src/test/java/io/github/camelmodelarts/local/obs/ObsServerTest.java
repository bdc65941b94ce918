package io.github.camelmodelarts.local.obs;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

import com.obs.services.ObsClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.RawConnection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Folder and ports of the object storage. */
class ObsServerTest {

    @Test
    void aTemporaryFolderIsDeletedWithTheServer() {
        Path folder;
        try (ModelArtsLocal server = ModelArtsLocal.start()) {
            server.obs().createBucket("pictures");
            server.obs().put("pictures", "in/a", new byte[1]);
            folder = server.obs().folder();
            assertThat(folder.resolve("pictures/in/a")).exists();
        }
        assertThat(folder).doesNotExist();
    }

    @Test
    void aFolderThatWasChosenStays(@TempDir Path parent) throws IOException {
        Path folder = parent.resolve("new/obs");
        try (ModelArtsLocal server = ModelArtsLocal.builder().obsFolder(folder).start()) {
            server.obs().createBucket("pictures");
            server.obs().put("pictures", "in/a", new byte[1]);
        }
        assertThat(folder.resolve("pictures/in/a")).exists();
        try (ModelArtsLocal server = ModelArtsLocal.builder().obsFolder(folder).start();
                ObsClient client = HuaweiClient.PATH_STYLE.open(server)) {
            assertThat(client.doesObjectExist("pictures", "in/a")).isTrue();
        }
    }

    @Test
    void portsCanBeChosen() throws IOException {
        int port;
        try (Socket free = new Socket()) {
            free.bind(null);
            port = free.getLocalPort();
        }
        try (ModelArtsLocal server = ModelArtsLocal.builder().obsPort(port).start()) {
            assertThat(server.obsEndpoint()).isEqualTo("http://127.0.0.1:" + port);
            assertThat(server.obsTlsEndpoint()).matches("https://localhost:\\d+");
            assertThatThrownBy(() -> ModelArtsLocal.builder().obsTlsPort(port).start())
                    .hasMessageContaining("Port " + port + " ")
                    .hasMessageContaining("is taken");
        }
    }

    @Test
    void aClosedServerHasNoObjectStorage() {
        ModelArtsLocal server = ModelArtsLocal.start();
        server.close();
        assertThatThrownBy(server::obs).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(server::obsEndpoint).isInstanceOf(IllegalStateException.class);
        server.close();
    }

    @Test
    void aFolderThatIsAFileIsRefusedAtTheStart(@TempDir Path parent) throws IOException {
        Path file = Files.createFile(parent.resolve("file"));
        assertThatThrownBy(() -> ModelArtsLocal.builder().obsFolder(file).start())
                .hasMessageContaining(file.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "pictures.localhost", "obs.localhost", "pictures.obs.localhost"})
    void theCertificateIsForNamesOfBuckets(String host) throws IOException {
        try (ModelArtsLocal server = ModelArtsLocal.start()) {
            server.obs().createBucket("pictures");
            int port = URI.create(server.obsTlsEndpoint()).getPort();
            Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
            SSLSocket socket =
                    (SSLSocket) server.sslContext().getSocketFactory().createSocket(plain, host, port, true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            try (RawConnection connection = new RawConnection(socket)) {
                connection.send("HEAD /?apiversion HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
                assertThat(connection.answer()).startsWith("HTTP/1.1 200 ");
            }
        }
    }
}
