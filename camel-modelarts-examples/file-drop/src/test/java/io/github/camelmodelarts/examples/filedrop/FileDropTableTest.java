package io.github.camelmodelarts.examples.filedrop;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FileDropTableTest {

    @Test
    void alignsColumnsAndSortsByFile() {
        String table = ClosingTable.of(List.of(
                new Row("b.png", "orientation", Row.Outcome.PREDICTED, "upright", 0.98765, Duration.ofMillis(1_234)),
                new Row("a.json", "iris", Row.Outcome.FAILED, "no JSON", null, null)));

        assertThat(table.lines())
                .containsExactly(
                        "FILE    SERVICE      OUTCOME    BEST     SCORE    TIME",
                        "a.json  iris         failed     no JSON      -       -",
                        "b.png   orientation  predicted  upright  0.988  1.23 s");
    }

    @Test
    void replacesControlCharacters() {
        String table = ClosingTable.of(
                List.of(new Row("a\n\u001b[31m.png", "ocr", Row.Outcome.PREDICTED, "x\r\ty", 1.0, Duration.ZERO)));

        assertThat(table.lines()).hasSize(2);
        assertThat(table).doesNotContain("\u001b", "\r", "\t");
    }

    @Test
    void shortensLongText() {
        assertThat(ClosingTable.fitting("x".repeat(100), 10)).isEqualTo("xxxxxxx...");
    }
}
