package io.github.camelmodelarts.local.batch;

import java.util.Map;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.camelmodelarts.local.rest.BadParameterException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BatchConfigTest {

    private static Map<String, Object> with(String field, Object value) {
        Map<String, Object> config = BatchCaller.config();
        config.put(field, value);
        return config;
    }

    @ParameterizedTest
    @CsvSource({
        "model_id, ''",
        "src_path, data/",
        "src_path, ''",
        "dest_path, ///x",
        "req_uri, predict",
        "mapping_type, json",
        "src_type, Folder",
        "instance_count, 1"
    })
    void rejectsInvalidTexts(String field, String value) {
        assertRejected(field, with(field, value));
    }

    @ParameterizedTest
    @CsvSource({"0", "129", "-1"})
    void rejectsInvalidNumbersOfInstances(int count) {
        assertRejected("instance_count", with("instance_count", count));
    }

    @ParameterizedTest
    @CsvSource({"mapping_type, csv, mapping_rule", "src_type, ManifestFile, src_path"})
    void rejectsFieldsThatDoNotFitEachOther(String field, String value, String rejected) {
        assertRejected(rejected, with(field, value));
    }

    @ParameterizedTest
    @CsvSource({"1", "128"})
    void acceptsOneToManyInstances(int count) {
        assertThat(BatchConfig.of(with("instance_count", count)).instances()).isEqualTo(count);
    }

    private static void assertRejected(String field, Map<String, Object> config) {
        assertThatThrownBy(() -> BatchConfig.of(config))
                .isInstanceOfSatisfying(
                        BadParameterException.class,
                        e -> assertThat(e.parameter()).isEqualTo(field));
    }
}
