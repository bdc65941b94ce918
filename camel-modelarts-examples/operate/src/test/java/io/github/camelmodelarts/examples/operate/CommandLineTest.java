package io.github.camelmodelarts.examples.operate;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

class CommandLineTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... arguments) {
        return Operate.run(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), arguments);
    }

    @ParameterizedTest
    @CsvSource({
        "--second=5, Unknown option --second=5",
        "--seconds=4, --seconds=4 is not possible: use a number from 5 to 3600.",
        "--seconds, --seconds= is not possible",
        "--port=70000, --port=70000 is not possible: use a number from 1 to 65535.",
        "--report=, --report has no file: use --report=FILE."
    })
    void saysWhatIsWrong(String argument, String message) {
        assertThat(run(argument)).isEqualTo(2);
        assertThat(err.toString(UTF_8)).contains(message);
        assertThat(out.size()).isZero();
    }

    @Test
    void printsHelp() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString(UTF_8)).contains("--seconds=N", "--stay", "--report=FILE", "Exit status");
    }

    @Test
    void saysThatThePortIsInUse() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(run("--port=" + taken.getLocalPort())).isEqualTo(1);
            assertThat(err.toString(UTF_8)).contains("Port " + taken.getLocalPort() + " is in use");
        }
    }

    @Test
    void theLastOfEqualOptionsCounts() {
        assertThat(CommandLine.parse("--seconds=10", "--seconds=20", "--stay").seconds())
                .isEqualTo(20);
    }
}
