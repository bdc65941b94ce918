package io.github.camelmodelarts.api.result;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsResponseException;

import static io.github.camelmodelarts.api.Plain.assertPlain;
import static org.assertj.core.api.Assertions.assertThat;

/** A response becomes a complete record with finite numbers, or is refused with a reason that quotes no value. */
class ResultReaderFuzzTest {

    @FuzzTest
    void readsAPredictionOrSaysWhatIsWrong(byte[] answer) {
        ImageClassification classified = read(ImageClassification::parse, answer);
        if (classified != null) {
            assertThat(classified.label()).isNotNull();
            assertThat(classified.scores()).allSatisfy(score -> {
                assertThat(score.label()).isNotNull();
                assertThat(score.value()).isFinite();
            });
            // other encodings are detected only in bytes
            if (isPlain(answer)) {
                assertThat(classified).isEqualTo(read(text -> ImageClassification.parse(utf8(text)), answer));
            }
        }
        ObjectDetection detected = read(ObjectDetection::parse, answer);
        if (detected != null) {
            assertThat(detected.objects()).allSatisfy(object -> {
                assertThat(object.label()).isNotNull();
                assertThat(List.of(
                                object.score(),
                                object.box().yMin(),
                                object.box().xMin(),
                                object.box().yMax(),
                                object.box().xMax()))
                        .allSatisfy(number -> assertThat(number).isFinite());
            });
        }
        TabularPrediction predicted = read(TabularPrediction::parse, answer);
        if (predicted != null) {
            for (TabularPrediction.Prediction entry : predicted.records()) {
                assertThat(entry.result()).isNotNull();
                assertThat(entry.fields()).isNotEmpty();
            }
        }
    }

    private static boolean isPlain(byte[] text) {
        return text[0] == '{'
                && utf8(text).indexOf(0) < 0
                && Arrays.equals(utf8(text).getBytes(StandardCharsets.UTF_8), text);
    }

    private static String utf8(byte[] text) {
        return new String(text, StandardCharsets.UTF_8);
    }

    private static <T> @Nullable T read(Reading<T> reading, byte[] answer) {
        try {
            return reading.read(answer);
        } catch (ModelArtsResponseException e) {
            assertPlain(e.getMessage(), 2000);
            return null;
        }
    }

    private interface Reading<T> {
        T read(byte[] answer) throws ModelArtsResponseException;
    }
}
