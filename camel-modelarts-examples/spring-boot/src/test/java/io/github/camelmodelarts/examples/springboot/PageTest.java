package io.github.camelmodelarts.examples.springboot;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.apache.camel.test.spring.junit5.CamelSpringBootTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import io.github.camelmodelarts.local.api.Failure;
import io.github.camelmodelarts.local.api.Refusals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

/** Tests the page in a browser. Skipped on a machine without Chromium. */
@CamelSpringBootTest
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "upload.limit=200KB")
class PageTest {

    private static final Path SAMPLES =
            Path.of("..", "file-drop", "samples").toAbsolutePath().normalize();

    private static Browser browser;

    @LocalServerPort
    private int port;

    @Autowired
    private LocalServices local;

    @BeforeAll
    static void startBrowser() throws IOException {
        browser = Browser.start();
    }

    @AfterAll
    static void closeBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void open() {
        browser.open("http://127.0.0.1:" + port + "/");
    }

    @AfterEach
    void removeFailures() {
        local.server()
                .serviceNames()
                .forEach(name -> local.server().service(name).clear());
    }

    private static void choose(String sample) {
        browser.type("#file", SAMPLES.resolve(sample).toString());
    }

    /** Drops a file of this size onto the page. */
    private static void drop(String name, String mediaType, int bytes) {
        drop(name, mediaType, bytes, 1);
    }

    private static void drop(String name, String mediaType, int bytes, int files) {
        browser.run("""
                const data = new DataTransfer();
                for (let i = 0; i < arguments[3]; i++) {
                  data.items.add(new File([new Uint8Array(arguments[2])], arguments[0], {type: arguments[1]}));
                }
                document.body.dispatchEvent(new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true}));
                """, name, mediaType, bytes, files);
    }

    /** The names that the file field shows. */
    private static String nameInTheField() {
        return browser.run("return [...document.getElementById('file').files].map(file => file.name).join()")
                .asText();
    }

    private static String awaitText(String selector) {
        return await().atMost(Duration.ofMinutes(1)).until(() -> browser.text(selector), text -> !text.isEmpty());
    }

    @Test
    void showsThePictureWithBoxesAndTextsAndTheJsonBesideIt() throws Exception {
        choose("scan-07.png");
        JsonNode answer = new JsonMapper().readTree(awaitText("#json"));

        assertThat(browser.text("#status")).contains("lines of text", "scan-07.png");
        assertThat(browser.text("#problem")).isEmpty();
        assertThat(browser.run("return [...document.querySelectorAll('#boxes text')].map(t => t.textContent)"))
                .isEqualTo(answer.get("detection_classes"));
        JsonNode placed = browser.run("""
                const picture = document.getElementById('picture');
                const shown = picture.getBoundingClientRect();
                const box = document.querySelector('#boxes rect.paper').getBoundingClientRect();
                const scale = picture.naturalWidth / shown.width;
                return [box.top - shown.top, box.left - shown.left, box.bottom - shown.top, box.right - shown.left]
                    .map(pixels => pixels * scale);
                """);
        for (int side = 0; side < 4; side++) {
            assertThat(placed.get(side).asDouble())
                    .isCloseTo(answer.get("detection_boxes").get(0).get(side).asDouble(), within(2.0));
        }

        browser.click("#texts");
        assertThat(browser.run("return getComputedStyle(document.querySelector('#boxes text')).display")
                        .asText())
                .isEqualTo("none");
    }

    @Test
    void showsTheResponseForAJsonFile() {
        browser.click("[value=iris]");
        choose("flowers.json");

        assertThat(awaitText("#json")).contains("setosa");
        assertThat(browser.text("#status")).startsWith("setosa");
        assertThat(browser.text("#picture-side")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"scan-07.png, ocr, lines of text", "scan-05.png, orientation, upside-down", "flowers.json, iris, setosa"
    })
    void triesASampleWithOneClick(String sample, String service, String result) {
        browser.click("[data-sample='" + sample + "']");

        assertThat(awaitText("#json")).isNotEmpty();
        assertThat(browser.text("#status")).contains(result, sample);
        assertThat(browser.text("#problem")).isEmpty();
        assertThat(nameInTheField()).isEqualTo(sample);
        assertThat(browser.run("return document.querySelector('[name=service]:checked').value")
                        .asText())
                .isEqualTo(service);
    }

    @Test
    void showsTheNameOfADroppedFile() {
        drop("notes.txt", "text/plain", 100);

        awaitText("#problem");
        assertThat(nameInTheField()).isEqualTo("notes.txt");
    }

    @Test
    void refusesSeveralDroppedFiles() {
        drop("page.png", "image/png", 100, 2);

        assertThat(awaitText("#problem")).contains("You dropped several files", "What to do: Drop one file at a time.");
        assertThat(browser.text("#status")).isEmpty();
    }

    private void letOcrReturn(String json) {
        local.server()
                .service("ocr")
                .failWith(Failure.answer(200, "application/json", json.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "{\"detection_boxes\":[[1,2,3,4]]}",
                "{\"detection_boxes\":[[1,2,3]],\"detection_classes\":[\"a\"],\"detection_scores\":[1]}",
                "{\"detection_boxes\":[[1,2,3,4]],\"detection_classes\":[\"a\"],\"detection_scores\":[\"x\"]}",
                "{\"predicted_label\":\"up\",\"scores\":\"x\"}",
                "{\"data\":{\"resp_data\":[{\"petalLength\":1}]}}"
            })
    void showsTheJsonOfAResponseThatItCannotDraw(String json) throws Exception {
        letOcrReturn(json);
        choose("scan-07.png");

        assertThat(awaitText("#problem")).contains("This page cannot draw the response", "What to do:");
        assertThat(new JsonMapper().readTree(browser.text("#json"))).isEqualTo(new JsonMapper().readTree(json));
        assertThat(browser.run("return document.querySelectorAll('#boxes *').length")
                        .asInt())
                .isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"predict_label\":\"up\",\"scores\":[[\"up\",\"0.75\"]]} | up, score 0.750",
                "{\"predicted_label\":\"up\",\"predict_label\":\"down\"}     | up (",
                "{\"data\":{\"resp_data\":[{\"predictioncol\":\"a\"},{\"predict\":2}]}} | a, 2",
                "{\"data\":{\"resp_data\":[{\"predict_result\":\"a\",\"predict\":\"b\"}]}} | a (",
                "{\"detection_boxes\":[],\"detection_classes\":[],\"detection_scores\":[]} | No text found",
                "{\"detection_boxes\":[[1,\"2\",30,40]],\"detection_classes\":[\"a\"],\"detection_scores\":[\"0.5\"]} | 1 line",
                "{\"else\":1} | The service responded ("
            })
    void readsTheSameFieldsAsTheRecords(String json, String summary) {
        letOcrReturn(json);
        choose("scan-07.png");

        awaitText("#json");
        assertThat(browser.text("#status")).startsWith(summary);
        assertThat(browser.text("#problem")).isEmpty();
    }

    @Test
    void reportsAMissingFile() {
        browser.click("#ask");

        assertThat(awaitText("#problem")).contains("There is no file");
    }

    @Test
    void reportsADroppedFileThatIsNoPicture() {
        drop("notes.txt", "text/plain", 100);

        assertThat(awaitText("#problem"))
                .contains("This kind of file is not supported", "The type of the file is text/plain", "What to do:");
        assertThat(browser.text("#result")).isEmpty();
    }

    @Test
    void reportsADamagedPicture() {
        choose("scan-09-broken.png");

        assertThat(awaitText("#problem"))
                .contains("The service cannot read this file", "damaged", "What to do:", "For the operator:");
    }

    @Test
    void reportsAFileThatIsTooLarge() {
        drop("large.png", "image/png", 300 * 1024);

        assertThat(awaitText("#problem")).contains("The file is too large", "307,200 bytes");
    }

    @Test
    void reportsAServiceThatIsDown() {
        local.server().service("ocr").failWith(Refusals.backendUnavailable());
        choose("scan-07.png");

        assertThat(awaitText("#problem")).contains("The service failed", "What to do:", "For the operator:");
    }

    @Test
    void reportsRejectedCredentials() {
        local.server().service("ocr").failWith(Refusals.unknownAppKey("another"));
        choose("scan-07.png");

        assertThat(awaitText("#problem"))
                .contains("The service rejected this application's credentials", "log", "APIG.0303")
                .doesNotContain("For the operator:");
    }
}
