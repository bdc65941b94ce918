package io.github.camelmodelarts.examples.scaleout;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.apache.camel.util.TimeUtils;
import org.jspecify.annotations.Nullable;

/**
 * The options of a run that measures.
 *
 * @param bootstrap a broker that runs already, or null for one of its own
 * @param jdbc a database that runs already, or null for one of its own
 * @param service the address of a service, or null for a local one
 * @param workers the numbers of workers, one run for each
 */
record CommandLine(
        boolean help,
        boolean growth,
        boolean keep,
        boolean classic,
        @Nullable String bootstrap,
        @Nullable String jdbc,
        @Nullable String service,
        List<Integer> workers,
        int inputs,
        Duration delay,
        int maxInFlight,
        int partitions,
        Path output) {

    private static final int MOST_WORKERS = 64;
    private static final int MOST_INPUTS = 1_000_000;
    private static final int MOST_IN_FLIGHT = 1_000;
    private static final int MOST_PARTITIONS = 1_000;

    private static final Set<String> FLAGS = Set.of("--help", "-h", "--growth", "--keep", "--no-classic");
    private static final Map<String, String> DEFAULTS = Map.of(
            "workers", "1,2,4",
            "max-in-flight", "8",
            "delay", "500ms",
            "inputs", "320",
            "partitions", "1",
            "bootstrap", "",
            "jdbc", "",
            "service", "",
            "output", "");

    static final String HELP = """
            Predicts announced inputs with 1, 2 and 4 workers, which share one Kafka partition and a call ledger, and compares
            them with a classic consumer group. Starts what it needs: a broker, a PostgreSQL, a local ModelArts, the workers.

            Options:
              --workers=1,2,4    the numbers of workers, one run for each
              --max-in-flight=8  how many calls each worker makes at the same time
              --delay=500ms      how long the local service takes for a response
              --inputs=320       how many inputs are predicted in each run
              --partitions=1     how many partitions a topic has
              --no-classic       without the classic consumer group
              --growth           instead: the costs from 1,000 to 100,000 inputs, and the throughput of 1, 2, 4 and 8 workers;
                                 takes about half an hour
              --bootstrap=HOST:PORT[,...]
                                 a Kafka cluster of your own, 4.2 or newer
                                 KAFKA_CLIENT_CONFIG names a file with further settings of Kafka's clients (TLS, SASL)
              --jdbc=URL         a database of your own; user and password are in LEDGER_USER and LEDGER_PASSWORD
              --service=ADDRESS  a service of your own, which receives the sample inputs and may cost money; key and secret are
                                 in APP_KEY and APP_SECRET
              --output=FOLDER    where to write scale-out.csv and scale-out.svg (default: the current folder)
              --keep             keep logs, topics and the data of broker and database
              --help             print this text

            Commands:
              announce FOLDER --bootstrap=... --topic=...
                                 announce the files of a folder. --bytes-up-to=N: smaller files travel in the record
                                 (default 65536 bytes)
              worker             predict announced inputs until it is stopped; worker --help lists its settings
              ledger list|release|counts --jdbc=...
                                 show the ledger, or allow another call for an input
              check --bootstrap=... --jdbc=... --topic=...
                                 compare the announcements with the ledger: does each input have its end?
              repeat INPUT... --bootstrap=... --jdbc=...
                                 allow another call for inputs and announce them again; --step=NAME if they have several
              broker FOLDER      run a broker for trials until its input ends

            Exit status: 0 success, 1 failure, 2 the command line is wrong.
            """;

    /**
     * Parses the arguments of a run that measures.
     *
     * @throws IllegalArgumentException if an argument is unknown or a value is not possible; the message says what to do
     */
    static CommandLine parse(String... arguments) {
        Set<String> flags = Arrays.stream(arguments).filter(FLAGS::contains).collect(Collectors.toSet());
        Options options = Options.parse(
                DEFAULTS,
                Arrays.stream(arguments)
                        .filter(argument -> !FLAGS.contains(argument))
                        .toArray(String[]::new));
        String output = options.text("output");
        return new CommandLine(
                flags.contains("--help") || flags.contains("-h"),
                flags.contains("--growth"),
                flags.contains("--keep"),
                !flags.contains("--no-classic"),
                given(options, "bootstrap"),
                given(options, "jdbc"),
                given(options, "service"),
                workers(options.text("workers")),
                options.number("inputs", 2, MOST_INPUTS),
                delay(options.text("delay")),
                options.number("max-in-flight", 1, MOST_IN_FLIGHT),
                options.number("partitions", 1, MOST_PARTITIONS),
                Path.of(output.isEmpty() ? System.getProperty("scale-out.output", "") : output));
    }

    private static @Nullable String given(Options options, String name) {
        String value = options.text(name);
        return value.isEmpty() ? null : value;
    }

    private static List<Integer> workers(String text) {
        try {
            List<Integer> workers =
                    Arrays.stream(text.split(",", -1)).map(Integer::valueOf).toList();
            if (workers.stream().allMatch(number -> number >= 1 && number <= MOST_WORKERS)) {
                return workers;
            }
        } catch (NumberFormatException e) {
            // the message below says what is allowed
        }
        throw new IllegalArgumentException("--workers=" + text + " is not possible: use numbers from 1 to "
                + MOST_WORKERS + ", separated by commas, for example 1,2,4.");
    }

    private static Duration delay(String text) {
        try {
            Duration delay = Duration.ofMillis(TimeUtils.toMilliSeconds(text));
            if (!delay.isNegative()) {
                return delay;
            }
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            // the message below says what is allowed
        }
        throw new IllegalArgumentException("--delay=" + text + " is not possible: use a time like 200ms or 2s.");
    }
}
