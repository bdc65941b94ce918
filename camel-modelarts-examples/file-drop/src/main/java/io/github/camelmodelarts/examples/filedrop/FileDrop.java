package io.github.camelmodelarts.examples.filedrop;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

import io.github.camelmodelarts.examples.ledger.LedgerCommand;

/** The program: sends files from a folder to ModelArts services and writes the predictions. {@code --help} lists the options. */
public final class FileDrop {

    private static final int WRONG_COMMAND_LINE = 2;

    private FileDrop() {}

    /** Runs the program and exits with the status that {@code --help} explains. */
    public static void main(String[] arguments) {
        System.setProperty("java.awt.headless", "true");
        // otherwise libraries of the local ModelArts would print to the console in another format
        System.setProperty("org.jboss.logging.provider", "slf4j");
        System.exit(run(System.out, System.err, arguments));
    }

    static int run(PrintStream out, PrintStream err, String... arguments) {
        if (arguments.length > 0 && arguments[0].equals("ledger")) {
            return LedgerCommand.run(out, err, System.getenv(), ofLedger(arguments));
        }
        CommandLine commandLine;
        try {
            commandLine = CommandLine.parse(arguments);
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            return WRONG_COMMAND_LINE;
        }
        if (commandLine.help()) {
            out.print(CommandLine.HELP);
            return 0;
        }
        Run run = new Run(commandLine, out, err);
        Interruption.onSignal(() -> {
            out.println("Stopping when the files in progress are done. Press Ctrl-C again to stop at once.");
            run.stop();
        });
        return run.toItsEnd();
    }

    /** The arguments of the command of the ledger: without a URL it is for the file that {@code --ledger} uses. */
    private static String[] ofLedger(String... arguments) {
        Stream<String> own = Arrays.stream(arguments).skip(1);
        return Arrays.stream(arguments).anyMatch(argument -> argument.startsWith("--jdbc="))
                ? own.toArray(String[]::new)
                : Stream.concat(
                                own,
                                Stream.of("--jdbc="
                                        + Calls.file(Path.of(System.getProperty("file-drop.directory", ".")))))
                        .toArray(String[]::new);
    }
}
