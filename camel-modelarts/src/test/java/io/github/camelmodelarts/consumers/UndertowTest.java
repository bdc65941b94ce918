package io.github.camelmodelarts.consumers;

import org.apache.camel.test.AvailablePortFinder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.camelmodelarts.api.BodyType;

import static org.assertj.core.api.Assertions.assertThat;

/** Undertow. The body is a map of all fields; its files are also attachments. File names are read as ISO 8859-1. */
@Tag("B02")
class UndertowTest extends FormTest {

    private final String server = "http://127.0.0.1:" + AvailablePortFinder.getNextAvailable();

    @Override
    protected String server() {
        return server;
    }

    @Override
    protected String serving(String path) {
        return "undertow:" + server + path;
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "FILE"})
    void sendsTheOtherFieldsOfTheForm(BodyType bodyType) throws Exception {
        upload(bodyType, new Form().file("photo", "my page.png", PICTURE).text("threshold", "0.5"));

        assertThat(sent()).containsExactlyInAnyOrder(picture("photo", "my page.png"), text("threshold", "0.5"));
    }
}
