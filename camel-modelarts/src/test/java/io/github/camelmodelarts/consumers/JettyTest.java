package io.github.camelmodelarts.consumers;

import org.apache.camel.test.AvailablePortFinder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.camelmodelarts.api.BodyType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Jetty. The body is an empty stream, and all fields of the form are attachments, text fields too. The name of a file
 * is in the headers of its attachment.
 */
@Tag("B03")
class JettyTest extends FormTest {

    private final String server = "http://127.0.0.1:" + AvailablePortFinder.getNextAvailable();

    @Override
    protected String server() {
        return server;
    }

    @Override
    protected String serving(String path) {
        return "jetty:" + server + path;
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "FILE"})
    void sendsTheOtherFieldsOfTheForm(BodyType bodyType) throws Exception {
        upload(bodyType, new Form().file("photo", "my page.png", PICTURE).text("threshold", "0.5"));

        assertThat(sent()).containsExactlyInAnyOrder(picture("photo", "my page.png"), text("threshold", "0.5"));
    }

    @Test
    @Tag("B14")
    void keepsANameThatIsNotAscii() throws Exception {
        upload(BodyType.AUTO, new Form().file("photo", "Größe 1.png", PICTURE));

        assertThat(sent()).containsExactly(picture("photo", "Größe 1.png"));
    }
}
