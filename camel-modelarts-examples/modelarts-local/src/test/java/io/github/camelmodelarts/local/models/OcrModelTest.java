package io.github.camelmodelarts.local.models;

import java.awt.Color;
import java.awt.Font;
import java.awt.GraphicsEnvironment;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import javax.imageio.ImageIO;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.github.camelmodelarts.local.api.ModelAnswer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class OcrModelTest {

    private static OcrModel model;

    @BeforeAll
    static void load() throws IOException {
        model = new OcrModel();
    }

    @AfterAll
    static void close() throws IOException {
        model.close();
    }

    @Test
    void readsTheSamplesWithTheirSpaces() throws IOException {
        Accuracy accuracy = new Accuracy();
        for (String file : Samples.upright().toList()) {
            assertThat(accuracy.add(Samples.content(file), read(Samples.bytes(file))))
                    .as(file)
                    .isGreaterThanOrEqualTo(0.97);
        }
        assertThat(accuracy.overall()).isGreaterThanOrEqualTo(0.99);
    }

    @Test
    void readsSeveralFontsStylesAndSizes() throws IOException {
        assumeTrue(hasFonts(), "no fonts on this machine");
        Accuracy accuracy = new Accuracy();
        for (String family : List.of("SansSerif", "Serif", "Monospaced", "Dialog")) {
            Sheet page = new Sheet(1200, 1000, Color.WHITE);
            int y = 40;
            for (int size : new int[] {18, 22, 28, 36}) {
                for (int style : new int[] {Font.PLAIN, Font.BOLD, Font.ITALIC}) {
                    y += size + 30;
                    page.font(family, style, size)
                            .text(60, y, "Order no. " + y + ": " + size + " boxes of fresh apples");
                }
            }
            accuracy.add(page.content().replace("\n", " "), read(SamplePages.encoded(page.picture(), "png")));
        }
        assertThat(accuracy.overall()).isGreaterThanOrEqualTo(0.97);
    }

    @Test
    void readsAVeryLongStripOfPaper() throws IOException {
        assumeTrue(hasFonts(), "no fonts on this machine");
        Sheet strip = new Sheet(400, 6000, Color.WHITE).font("SansSerif", Font.PLAIN, 26);
        for (int y = 100; y < 6000; y += 300) {
            strip.text(30, y, "Kilometre " + y + " reached");
        }
        assertThat(new Accuracy()
                        .add(strip.content().replace("\n", " "), read(SamplePages.encoded(strip.picture(), "png"))))
                .isGreaterThanOrEqualTo(0.97);
    }

    @Test
    void readsAPageOfManyMegapixels() throws IOException {
        assumeTrue(hasFonts(), "no fonts on this machine");
        Sheet page = new Sheet(3500, 4950, Color.WHITE).font("Serif", Font.PLAIN, 64);
        page.text(400, 700, "Scanned with 400 dots per inch").text(400, 4500, "and read to the very last line");
        assertThat(read(SamplePages.encoded(page.picture(), "png")))
                .isEqualTo(page.content().replace("\n", " "));
    }

    @Test
    void returnsTheBoxOfEachLineInPixelsOfTheSentPicture() throws IOException {
        assumeTrue(hasFonts(), "no fonts on this machine");
        Sheet page = new Sheet(900, 500, Color.WHITE).font("SansSerif", Font.PLAIN, 30);
        page.text(500, 200, "second").text(100, 200, "first").text(100, 400, "third");

        JsonNode answer = answer(SentRequest.form("images", SamplePages.encoded(page.picture(), "png")));

        assertThat(answer.at("/detection_classes").toString()).isEqualTo("[\"first\",\"second\",\"third\"]");
        assertThat(answer.at("/detection_scores/2").doubleValue()).isBetween(0.9, 1.0);
        assertThat(answer.at("/detection_boxes/2/0").doubleValue()).as("y_min").isCloseTo(378, within(15.0));
        assertThat(answer.at("/detection_boxes/2/1").doubleValue()).as("x_min").isCloseTo(100, within(15.0));
        assertThat(answer.at("/detection_boxes/2/2").doubleValue()).as("y_max").isCloseTo(400, within(15.0));
        assertThat(answer.at("/detection_boxes/2/3").doubleValue())
                .as("x_max")
                .isCloseTo(100.0 + page.pen().getFontMetrics().stringWidth("third"), within(15.0));
    }

    @Test
    void readsTheSameFromAFormFromBase64AndFromTheFile() throws IOException {
        byte[] file = firstLines();
        String base64 = Base64.getEncoder().encodeToString(file);

        JsonNode answer = answer(SentRequest.form("images", file));

        assertThat(answer.at("/detection_classes")).isNotEmpty();
        assertThat(answer(SentRequest.json("{\"images\":\"" + base64 + "\"}"))).isEqualTo(answer);
        assertThat(answer(SentRequest.body("image/png", file))).isEqualTo(answer);
    }

    @Test
    void findsNothingOnAnEmptyPageAndOnASinglePixel() throws IOException {
        String nothing = "{\"detection_classes\":[],\"detection_boxes\":[],\"detection_scores\":[]}";
        for (int side : new int[] {1, 300}) {
            BufferedImage blank = new BufferedImage(side, side, BufferedImage.TYPE_INT_ARGB);
            assertThat(answer(SentRequest.body("image/png", SamplePages.encoded(blank, "png"))))
                    .hasToString(nothing);
        }
    }

    @Test
    void respondsToManyCallersAtTheSameTime() throws Exception {
        byte[] file = firstLines();
        String alone = read(file);
        assertThat(alone).isNotEmpty();
        ExecutorService callers = Executors.newFixedThreadPool(4);
        try {
            List<Future<String>> answers =
                    callers.invokeAll(List.of(() -> read(file), () -> read(file), () -> read(file)));
            for (Future<String> answer : answers) {
                assertThat(answer.get()).isEqualTo(alone);
            }
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void returnsTheReasonIfItCannotReadAPicture() throws IOException {
        ModelAnswer answer = model.predict(SentRequest.form("images", Samples.bytes("scan-09-broken.png")));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(new JsonMapper().readTree(answer.body()).path("msg").textValue())
                .startsWith("The picture is damaged");
    }

    /** The top of a sample: what does not depend on the number of lines needs no whole page. */
    private static byte[] firstLines() throws IOException {
        BufferedImage page = ImageIO.read(new ByteArrayInputStream(Samples.bytes("scan-03.png")));
        return SamplePages.encoded(page.getSubimage(0, 0, page.getWidth(), page.getHeight() / 4), "png");
    }

    private static String read(byte[] file) throws IOException {
        List<String> lines = new ArrayList<>();
        answer(SentRequest.form("images", file)).path("detection_classes").forEach(line -> lines.add(line.textValue()));
        return String.join(" ", lines);
    }

    private static JsonNode answer(SentRequest request) throws IOException {
        ModelAnswer answer = model.predict(request);
        assertThat(answer.status()).isEqualTo(200);
        return new JsonMapper().readTree(answer.body());
    }

    private static boolean hasFonts() {
        try {
            return GraphicsEnvironment.getLocalGraphicsEnvironment().getAvailableFontFamilyNames().length > 5;
        } catch (LinkageError | RuntimeException e) {
            return false;
        }
    }
}
