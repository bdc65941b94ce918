package io.github.camelmodelarts.examples.scaleout;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** The program with few inputs. */
class ScaleOutTest {

    @TempDir
    private Path folder;

    @Test
    void predictsEachInputOnceWithTwoWorkersAndLeavesNoProcess() throws Exception {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        PrintStream both = new PrintStream(output, true, UTF_8);

        int status = ScaleOut.run(
                both,
                both,
                Map.of(),
                "--workers=2",
                "--inputs=30",
                "--delay=50ms",
                "--max-in-flight=4",
                "--no-classic",
                "--output=" + folder);

        assertThat(output.toString(UTF_8)).contains("share group");
        assertThat(status).isZero();
        List<String> lines = Files.readAllLines(folder.resolve("scale-out.csv"));
        assertThat(lines).hasSize(2);
        assertThat(lines.get(1)).startsWith("share,2,4,1,30,").contains(",30,1,");
        assertThat(folder.resolve("scale-out.svg")).content().contains("share group", "limit by the delay");
        assertThat(ProcessHandle.current().descendants())
                .as("what was started has ended")
                .isEmpty();
    }
}
