package io.github.camelmodelarts.consumers;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.ftpserver.FtpServer;
import org.apache.ftpserver.FtpServerFactory;
import org.apache.ftpserver.ftplet.UserManager;
import org.apache.ftpserver.listener.Listener;
import org.apache.ftpserver.listener.ListenerFactory;
import org.apache.ftpserver.usermanager.PropertiesUserManagerFactory;
import org.apache.ftpserver.usermanager.impl.BaseUser;
import org.apache.ftpserver.usermanager.impl.WritePermission;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.local.api.Failure;

import static org.assertj.core.api.Assertions.assertThat;

/** Files from an FTP server. The body is a remote file with its bytes or a local copy, or it is a stream. */
@Tag("B10")
@Tag("B11")
class FtpTest extends ConsumerTest {

    private static final String NAME = "my Größe.png";

    private Path folder = Path.of("");

    private @Nullable FtpServer server;
    private int port;

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return consuming(List.of(
                from("memory", ""),
                from("stream", "&streamDownload=true&stepwise=false"),
                from("copy", "&localWorkDirectory=RAW(" + folder.resolve("work") + ")"),
                from("gbk", "&charset=GBK")));
    }

    private String from(String way, String options) {
        return "ftp:camel@127.0.0.1:" + port + "/" + way
                + "?password=secret&binary=true&passiveMode=true&ftpClient.controlEncoding=UTF-8&delete=true"
                + "&initialDelay=0&delay=100&disconnect=false" + options;
    }

    @BeforeAll
    void startServer(@TempDir Path home) throws Exception {
        folder = home;
        for (String way : List.of("memory", "stream", "copy", "gbk")) {
            Files.createDirectory(home.resolve(way));
        }
        FtpServerFactory factory = new FtpServerFactory();
        ListenerFactory listeners = new ListenerFactory();
        listeners.setPort(0);
        listeners.setServerAddress("127.0.0.1");
        Listener listener = listeners.createListener();
        factory.addListener("default", listener);
        UserManager users = new PropertiesUserManagerFactory().createUserManager();
        BaseUser user = new BaseUser();
        user.setName("camel");
        user.setPassword("secret");
        user.setHomeDirectory(home.toString());
        user.setAuthorities(List.of(new WritePermission()));
        users.save(user);
        factory.setUserManager(users);
        server = factory.createServer();
        server.start();
        port = listener.getPort();
    }

    @AfterAll
    void stopServer() {
        if (server != null) {
            server.stop();
        }
    }

    /** Puts a file into a folder and returns the exchange after its call. */
    private Exchange fetch(String way, String name, byte[] content) throws Exception {
        Path written = Files.write(folder.resolve(name), content);
        Files.move(written, folder.resolve(way).resolve(name));
        return next();
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "stream", "copy"})
    void sendsAPictureAsAPartOfKnownLength(String way) throws Exception {
        assertPredicted(fetch(way, NAME, PICTURE));

        assertThat(sent()).containsExactly(picture("images", NAME));
        assertThat(request().header("Content-Length"))
                .isEqualTo(Long.toString(request().bodyLength()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "stream", "copy"})
    void retriesWithTheSamePicture(String way) throws Exception {
        echo.failNext(1, Failure.error(503, "APIG.0201", "Backend unavailable."));

        Exchange exchange = fetch(way, NAME, PICTURE);

        assertPredicted(exchange);
        assertThat(exchange.getMessage().getHeader(ModelArtsConstants.ATTEMPTS)).isEqualTo(2);
        assertThat(requests(2)).extracting(ConsumerTest::parts).containsOnly(List.of(picture("images", NAME)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "stream", "copy"})
    void sendsJsonWithASignature(String way) throws Exception {
        byte[] json = "{\"label\": \"grün\"}".getBytes(StandardCharsets.UTF_8);

        assertPredicted(fetch(way, "rows.json", json));

        assertThat(sentJson().body()).isEqualTo(json);
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "stream", "copy"})
    void refusesAnEmptyFile(String way) throws Exception {
        Exchange exchange = fetch(way, "empty.png", new byte[0]);

        assertThat(exchange.getException())
                .isInstanceOf(ModelArtsRequestException.class)
                .hasMessageContaining("empty.png is empty");
        assertThat(local.requests()).isEmpty();
    }

    @Test
    @Tag("B08")
    void sendsJsonInAnotherCharsetAsUtf8() throws Exception {
        String json = "{\"label\": \"页面\"}";

        assertPredicted(fetch("gbk", "rows.json", json.getBytes(Charset.forName("GBK"))));

        assertThat(sentJson().body()).isEqualTo(json.getBytes(StandardCharsets.UTF_8));
    }

    /** The option charset is lost if Camel caches a stream. */
    @ParameterizedTest
    @ValueSource(strings = {"memory", "stream"})
    @Tag("B08")
    void refusesJsonThatIsNotInUtf8(String way) throws Exception {
        Exchange exchange = fetch(way, "rows.json", "{\"label\": \"页面\"}".getBytes(Charset.forName("GBK")));

        assertThat(exchange.getException())
                .isInstanceOf(ModelArtsRequestException.class)
                .hasMessageContainingAll("rows.json", "not in UTF-8", "charset");
        assertThat(local.requests()).isEmpty();
    }
}
