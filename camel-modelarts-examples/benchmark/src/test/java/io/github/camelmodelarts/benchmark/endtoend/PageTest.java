package io.github.camelmodelarts.benchmark.endtoend;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What the page shows. */
class PageTest {

    private final Result result = FiguresTest.result(List.of(800.0, 950.0, 990.0), List.of(1000.0, 1000.0, 1000.0));

    @Test
    void pageHasFiguresWithSpreadAndTheGoal(@TempDir Path folder) throws IOException {
        new Page(List.of(result), List.of("inflight-10000: no ports"), List.of("--repeats", "3")).write(folder);

        assertThat(Files.readString(folder.resolve("performance.md")))
                .contains("mvn -ntp -B -Pend-to-end verify \"-De2e.args=--repeats 3\"")
                .contains("0.95 (0.80 to 0.99)")
                .contains(">= 0.90")
                .contains("noise: the goal is within the spread")
                .contains("950 (800 to 990)")
                .contains("inflight-10000: no ports")
                .contains("performance/small.svg");
        assertThat(folder.resolve("performance/small.svg")).exists();
    }

    @Test
    void differenceWithinTheSpreadIsNoise() {
        Result equal = FiguresTest.result(List.of(9.0, 11.0), List.of(10.0, 10.0));

        assertThat(Tables.figures(equal)).contains("1.00 (0.90 to 1.10) noise");
        assertThat(Tables.figures(result)).doesNotContain("noise");
    }

    @Test
    void chartIsXmlWithABarForEachContestant() throws Exception {
        Document chart = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(Chart.of(result))));

        // the background and two bars
        assertThat(chart.getElementsByTagName("rect").getLength()).isEqualTo(3);
    }
}
