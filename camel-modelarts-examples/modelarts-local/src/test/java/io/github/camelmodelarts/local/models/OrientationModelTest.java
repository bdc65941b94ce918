package io.github.camelmodelarts.local.models;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;

import javax.imageio.ImageIO;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.camelmodelarts.local.api.ModelAnswer;

import static org.assertj.core.api.Assertions.assertThat;

class OrientationModelTest {

    private static OrientationModel model;

    @BeforeAll
    static void load() throws IOException {
        model = new OrientationModel();
    }

    @AfterAll
    static void close() throws IOException {
        model.close();
    }

    @ParameterizedTest
    @MethodSource("io.github.camelmodelarts.local.models.Samples#upright")
    void detectsAnUprightPageAndTheSamePageTurned(String file) throws IOException {
        BufferedImage page = ImageIO.read(new ByteArrayInputStream(Samples.bytes(file)));

        assertThat(model.upright(Picture.of(page))).isGreaterThan(0.8);
        assertThat(model.upright(Picture.of(turned(page)))).isLessThan(0.2);
    }

    @Test
    void respondsInTheFormatOfImageClassificationWithTheMoreLikelyLabelFirst() throws IOException {
        JsonNode answer = answer(SentRequest.form("images", Samples.bytes("scan-05.png")));

        assertThat(answer.path("predicted_label").textValue()).isEqualTo("upside-down");
        assertThat(answer.at("/scores/0/0").textValue()).isEqualTo("upside-down");
        assertThat(answer.at("/scores/1/0").textValue()).isEqualTo("upright");
        assertThat(answer.at("/scores/0/1").textValue()).matches("0[.]9\\d\\d|1[.]000");
        assertThat(Double.parseDouble(answer.at("/scores/1/1").textValue())).isLessThan(0.1);
    }

    @Test
    void givesBothLabelsTheSameScoreForAnEmptyPage() throws IOException {
        byte[] blank = SamplePages.encoded(new BufferedImage(300, 300, BufferedImage.TYPE_INT_ARGB), "png");

        assertThat(answer(SentRequest.body("image/png", blank)))
                .hasToString(
                        "{\"predicted_label\":\"upright\",\"scores\":[[\"upright\",\"0.500\"],[\"upside-down\",\"0.500\"]]}");
    }

    @Test
    void rejectsContentThatIsNotAPicture() throws IOException {
        assertThat(model.predict(SentRequest.form("images", new byte[40])).status())
                .isEqualTo(400);
    }

    private static JsonNode answer(SentRequest request) throws IOException {
        ModelAnswer answer = model.predict(request);
        assertThat(answer.status()).isEqualTo(200);
        return new JsonMapper().readTree(answer.body());
    }

    private static BufferedImage turned(BufferedImage page) {
        int width = page.getWidth();
        int height = page.getHeight();
        BufferedImage turned = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                turned.setRGB(width - 1 - x, height - 1 - y, page.getRGB(x, y));
            }
        }
        return turned;
    }
}
