package io.github.camelmodelarts.local.models;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class PictureInputTest {

    @Test
    void rejectsMethodsOtherThanPost() {
        assertThat(refusal(SentRequest.by("GET")).answer().status()).isEqualTo(405);
    }

    @Test
    void rejectsAFormWithoutTheField() {
        assertThat(refusal(SentRequest.form("image", new byte[9]))).hasMessage("The form has no field images");
    }

    @Test
    void rejectsATypeThatIsNotAPicture() {
        BadInputException refusal = refusal(SentRequest.body("text/plain", new byte[9]));

        assertThat(refusal.answer().status()).isEqualTo(415);
        assertThat(refusal).hasMessageContaining("text/plain");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"images"              | The body is not JSON
            {} {}                  | The body is not JSON
            {"image":"AAAA"}       | no member images
            {"images":7}           | no member images
            ["images"]             | no member images
            {"images":"AAAAA"}     | is not base64
            {"images":""}          | is empty
            """)
    void rejectsJsonWithoutAPicture(String json, String reason) {
        assertThat(refusal(SentRequest.json(json))).hasMessageContaining(reason);
    }

    @Test
    void rejectsAnEmptyFile() {
        assertThat(refusal(SentRequest.form("images", new byte[0]))).hasMessageContaining("empty");
    }

    @Test
    void rejectsAFileThatIsNotAPicture() {
        assertThat(refusal(SentRequest.form("images", "%PDF-1.7 ...".getBytes(UTF_8))))
                .hasMessageContaining("not a readable picture");
    }

    @ParameterizedTest
    @ValueSource(strings = {"scan-01.png", "scan-06.jpg"})
    void rejectsATruncatedFile(String file) throws IOException {
        byte[] whole = Samples.bytes(file);
        for (int part : new int[] {20, 200, whole.length / 2, whole.length * 9 / 10}) {
            assertThat(refusal(SentRequest.form("images", Arrays.copyOf(whole, part))))
                    .as("%s cut to %s bytes", file, part)
                    .hasMessageContaining("picture");
        }
    }

    @Test
    void rejectsAHugePictureBeforeDecodingIt() throws IOException {
        byte[] bomb = SamplePages.encoded(new BufferedImage(8000, 1, BufferedImage.TYPE_BYTE_BINARY), "png");
        bomb[22] = 0x40; // the third byte of the height: 16385 rows, of which the file holds one

        assertThat(refusal(SentRequest.form("images", bomb))).hasMessageContaining("8000 x 16385 pixels");
    }

    @Test
    void showsTransparentPicturesOnWhite() throws Exception {
        BufferedImage clear = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
        clear.setRGB(0, 0, 0xff000000);

        Picture picture = PictureInput.of(SentRequest.body("image/png", SamplePages.encoded(clear, "png")));

        float[] blue = Arrays.copyOf(
                picture.planes(picture.frame(), 2, 1, Scaling.LINE).values(), 2);
        assertThat(blue).containsExactly(-1, 1);
    }

    private static BadInputException refusal(SentRequest request) {
        return catchThrowableOfType(BadInputException.class, () -> PictureInput.of(request));
    }
}
