package io.github.camelmodelarts.examples.scaleout;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.camelmodelarts.examples.ledger.LedgerCommand;

/** The program: measures workers that share predictions, and has the commands of an operator. {@code --help} lists all. */
public final class ScaleOut {

    private static final int FAILED = 1;
    private static final int WRONG_COMMAND_LINE = 2;
    private static final long PATIENCE_SECONDS = 60;
    private static final String FROM_BYTES = Integer.toString(Announcer.BYTES_UP_TO);
    private static final Map<String, String> ANNOUNCE =
            Map.of("bootstrap", "", "topic", "inputs", "bytes-up-to", FROM_BYTES);

    private ScaleOut() {}

    /** Runs the program and exits with the status that {@code --help} explains. */
    public static void main(String[] arguments) throws IOException {
        // otherwise libraries of the local ModelArts would print to the console in another format
        System.setProperty("org.jboss.logging.provider", "slf4j");
        if (arguments.length > 0) {
            String[] others = Arrays.copyOfRange(arguments, 1, arguments.length);
            // these are programs of their own, and end the JVM themselves
            switch (arguments[0]) {
                case "worker" -> Worker.main(others);
                case "broker" -> Broker.main(others);
                default -> {}
            }
        }
        CountDownLatch ended = new CountDownLatch(1);
        whenInterrupted(Thread.currentThread(), ended);
        int status;
        try {
            status = run(System.out, System.err, System.getenv(), arguments);
        } finally {
            ended.countDown();
        }
        System.exit(status);
    }

    static int run(PrintStream out, PrintStream err, Map<String, String> environment, String... arguments) {
        try {
            if (arguments.length == 0 || arguments[0].startsWith("-")) {
                measure(out, environment, CommandLine.parse(arguments));
                return 0;
            }
            List<String> all = List.of(arguments).subList(1, arguments.length);
            String[] options =
                    all.stream().filter(text -> text.startsWith("--")).toArray(String[]::new);
            List<String> others =
                    all.stream().filter(text -> !text.startsWith("--")).toList();
            switch (arguments[0]) {
                case "announce" -> announce(out, others, options);
                case "check" -> {
                    return Check.run(out, environment, options) ? 0 : FAILED;
                }
                case "ledger" -> {
                    return LedgerCommand.run(out, err, environment, all.toArray(new String[0]));
                }
                case "repeat" -> Repeat.run(out, environment, others, options);
                default ->
                    throw new IllegalArgumentException("Unknown command " + arguments[0] + ". --help lists them.");
            }
            return 0;
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            return WRONG_COMMAND_LINE;
        } catch (InterruptedException e) {
            err.println("Interrupted. All parts have ended.");
            return FAILED;
        } catch (IOException | RuntimeException e) {
            err.println("The program failed: " + e.getMessage());
            return FAILED;
        }
    }

    private static void measure(PrintStream out, Map<String, String> environment, CommandLine options)
            throws IOException, InterruptedException {
        if (options.help()) {
            out.print(CommandLine.HELP);
            return;
        }
        out.println("Starting " + (options.bootstrap() == null ? "a broker, " : "")
                + (options.jdbc() == null ? "a PostgreSQL, " : "")
                + (options.service() == null ? "a local ModelArts, " : "") + "then workers ...");
        try (Parts parts = new Parts(options, environment)) {
            if (options.keep()) {
                out.println("Logs and data stay in " + parts.folder());
            }
            if (options.growth()) {
                new Growth(options, parts, out).run();
            } else {
                new Comparison(options, parts, out).run();
            }
        }
    }

    private static void announce(PrintStream out, List<String> folders, String... arguments) throws IOException {
        Options options = Options.parse(ANNOUNCE, arguments);
        if (folders.size() != 1) {
            throw new IllegalArgumentException("The folder is missing. Use announce FOLDER --bootstrap=HOST:PORT.");
        }
        String topic = options.required("topic");
        int bytesUpTo = options.number("bytes-up-to", 0, Integer.MAX_VALUE);
        try (Announcer announcer = new Announcer(options.required("bootstrap"), topic)) {
            int count = announcer.announceFolder(Path.of(folders.get(0)), bytesUpTo);
            out.println(count + " inputs are announced on the topic " + topic);
        }
    }

    /** Ctrl-C interrupts the run, which then ends its parts. Java ends when this hook ends, so it waits for them. */
    private static void whenInterrupted(Thread run, CountDownLatch ended) {
        Thread hook = new Thread(
                () -> {
                    run.interrupt();
                    try {
                        if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                            System.err.println("The parts do not end within " + PATIENCE_SECONDS + " s.");
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "interruption");
        Runtime.getRuntime().addShutdownHook(hook);
    }
}
