package io.github.camelmodelarts.batch;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.obs.ObsPath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ManifestLineTest {

    /** The form of 2025 (ma_drawer_035), and the one without a result of 2021. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"source\":\"obs://b01/in/a.png\",\"result\":\"SUCCESSFUL\",\"inference-loc\":\"obs://b01/out/a.txt\"}",
                "{\"source\":\"/b01/in/a.png\",\"inference-loc\":\"/b01/out/a.txt\"}",
                "{\"source\":\"s3://b01/in/a.png\",\"inference-loc\":\"s3://b01/out/a.txt\",\"other\":[1]}"
            })
    void readsTheLineOfAnInputWithAResult(String text) {
        assertThat(ManifestLine.of(text))
                .isEqualTo(new ManifestLine(new ObsPath("b01", "in/a.png"), new ObsPath("b01", "out/a.txt"), null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'source':'obs://b01/a','result':'FAILED','error_message':'too large'}             | too large",
                "{'source':'obs://b01/a','result':'FAILED','inference-loc':'obs://b01/out/a.txt'}   | the service gave no reason",
                "{'source':'obs://b01/a'}                                                           | the service gave no reason"
            })
    void readsTheLineOfAnInputWithoutAResult(String text, String error) {
        ManifestLine line = ManifestLine.of(text.replace('\'', '"'));

        assertThat(line.output()).isNull();
        assertThat(line.error()).isEqualTo(error);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"source\":\"obs://b01/in",
                "[]",
                "null",
                "\"obs://b01/in/a.png\"",
                "{\"result\":\"SUCCESSFUL\"}",
                "{\"source\":7}",
                "{\"source\":\"in/a.png\"}",
                "{\"source\":\"obs://b01/a\",\"inference-loc\":\"../../etc/passwd\"}"
            })
    void refusesALineThatIsNotOfAManifest(String text) {
        assertThatThrownBy(() -> ManifestLine.of(text)).isInstanceOf(ModelArtsRequestException.class);
    }

    @Property
    void readsOrRefusesAnyText(@ForAll String text) {
        try {
            assertThat(ManifestLine.of(text).source()).isNotNull();
        } catch (ModelArtsRequestException e) {
            assertThat(e).hasMessageMatching("(?s).+");
        }
    }
}
