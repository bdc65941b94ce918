package io.github.camelmodelarts.consumers;

import org.apache.camel.RoutesBuilder;
import org.apache.camel.main.Main;
import org.apache.camel.test.AvailablePortFinder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.camelmodelarts.api.BodyType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The server of Camel Main, which is Vert.x. The body is the only file, otherwise a map of the text fields. A file has
 * a temporary name, and its attachment has the real name. Text fields with a single file arrive as headers, which can't
 * be distinguished from HTTP headers.
 */
@Tag("B01")
class PlatformHttpMainTest extends FormTest {

    private final int port = AvailablePortFinder.getNextAvailable();
    private final Main main = new Main();

    @Override
    protected void open(RoutesBuilder started) {
        main.addInitialProperty("camel.server.enabled", "true");
        main.addInitialProperty("camel.server.host", "127.0.0.1");
        main.addInitialProperty("camel.server.port", Integer.toString(port));
        main.addInitialProperty(
                "camel.component.modelarts.app-key", local.credentials().appKey());
        main.addInitialProperty(
                "camel.component.modelarts.app-secret", local.credentials().appSecret());
        main.configure().addRoutesBuilder(started);
        main.start();
    }

    @AfterAll
    void stopMain() {
        main.stop();
    }

    @Override
    protected String server() {
        return "http://127.0.0.1:" + port;
    }

    @Override
    protected String serving(String path) {
        return "platform-http:" + path;
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "FILE"})
    void sendsOnlyTheFileIfItIsTheBody(BodyType bodyType) throws Exception {
        upload(bodyType, new Form().file("photo", "my page.png", PICTURE).text("threshold", "0.5"));

        assertThat(sent()).containsExactly(picture("photo", "my page.png"));
    }

    @Test
    @Tag("B14")
    void keepsANameThatIsNotAscii() throws Exception {
        upload(BodyType.AUTO, new Form().file("photo", "Größe 1.png", PICTURE));

        assertThat(sent()).containsExactly(picture("photo", "Größe 1.png"));
    }
}
