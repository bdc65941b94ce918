package io.github.camelmodelarts.examples.scaleout;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class CommandLineTest {

    @Test
    void startsAllPartsByDefaultAndComparesOneTwoAndFourWorkers() {
        CommandLine options = CommandLine.parse();

        assertThat(options.bootstrap()).isNull();
        assertThat(options.jdbc()).isNull();
        assertThat(options.service()).isNull();
        assertThat(options.workers()).containsExactly(1, 2, 4);
        assertThat(options.classic()).isTrue();
        assertThat(options.partitions()).isEqualTo(1);
    }

    @Test
    void readsFlagsAndOptionsInAnyOrder() {
        CommandLine options = CommandLine.parse(
                "--keep",
                "--workers=3,5",
                "--delay=2s",
                "--no-classic",
                "--bootstrap=kafka:9092",
                "--max-in-flight=16");

        assertThat(options.keep()).isTrue();
        assertThat(options.classic()).isFalse();
        assertThat(options.workers()).containsExactly(3, 5);
        assertThat(options.delay()).isEqualTo(Duration.ofSeconds(2));
        assertThat(options.bootstrap()).isEqualTo("kafka:9092");
        assertThat(options.maxInFlight()).isEqualTo(16);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --workers=0     | numbers from 1 to 64
            --workers=1,x   | numbers from 1 to 64
            --delay=soon    | a time like 200ms
            --inputs=1      | a number from 2
            --max-in-flight | Unknown option --max-in-flight
            --worker=2      | --help lists them
            """)
    void saysWhatIsPossible(String argument, String expected) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CommandLine.parse(argument))
                .withMessageContaining(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --help            | 0 | Exit status
            anounce           | 2 | Unknown command anounce
            announce          | 2 | The folder is missing
            repeat            | 2 | The ids of the inputs are missing
            --partitions=none | 2 | a number from 1
            """)
    void exitsWithTheStatusThatTheHelpExplains(String argument, int status, String printed) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        PrintStream both = new PrintStream(output, true, UTF_8);

        assertThat(ScaleOut.run(both, both, Map.of(), argument)).isEqualTo(status);
        assertThat(output.toString(UTF_8)).contains(printed);
    }
}
