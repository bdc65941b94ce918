package io.github.camelmodelarts.examples.filedrop;

import java.io.PrintStream;

/** Files dropped into a folder become predictions of ModelArts services; {@code --help} says what it can do. */
public final class FileDrop {

    private static final int WRONG_COMMAND_LINE = 2;

    private FileDrop() {}

    /** Runs and exits with the status that {@code --help} explains. */
    public static void main(String[] arguments) {
        System.setProperty("java.awt.headless", "true");
        // the local server's libraries would greet on the console in a format of their own
        System.setProperty("org.jboss.logging.provider", "slf4j");
        System.exit(run(System.out, System.err, arguments));
    }

    static int run(PrintStream out, PrintStream err, String... arguments) {
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
            out.println("Ending as soon as the files in work are dealt with; Ctrl-C again ends at once");
            run.stop();
        });
        return run.toItsEnd();
    }
}
