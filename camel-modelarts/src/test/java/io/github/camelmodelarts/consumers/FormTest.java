package io.github.camelmodelarts.consumers;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.camelmodelarts.api.BodyType;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests of forms with files, for consumers that parse forms. */
abstract class FormTest extends UploadTest {

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "FILE"})
    void sendsAFileOnceUnderItsOwnName(BodyType bodyType) throws Exception {
        upload(bodyType, new Form().file("photo", "my page.png", PICTURE));

        assertThat(sent()).containsExactly(picture("photo", "my page.png"));
    }

    @Test
    void sendsTheFilesAndTextsOfAllFields() throws Exception {
        upload(
                BodyType.AUTO,
                new Form()
                        .file("front", "a.png", PICTURE)
                        .text("threshold", "0.5")
                        .file("back", "b.png", PICTURE));

        assertThat(sent())
                .containsExactlyInAnyOrder(
                        picture("front", "a.png"), text("threshold", "0.5"), picture("back", "b.png"));
    }

    /** The consumer keeps only the last of two files with the same field. */
    @Test
    void sendsTheFileThatTheConsumerKeepsOfTwoInOneField() throws Exception {
        upload(BodyType.AUTO, new Form().file("photo", "a.png", PICTURE).file("photo", "b.png", PICTURE));

        assertThat(sent()).containsExactly(picture("photo", "b.png"));
    }
}
