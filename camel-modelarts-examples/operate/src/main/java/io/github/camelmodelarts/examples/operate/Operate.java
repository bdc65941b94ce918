package io.github.camelmodelarts.examples.operate;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The program: calls services that fail by plan, and shows what can be watched. {@code --help} lists the options. */
public final class Operate {

    private static final int FAILED = 1;
    private static final int WRONG_COMMAND_LINE = 2;

    private Operate() {}

    /** Runs the program and exits with the status that {@code --help} explains. */
    public static void main(String[] arguments) {
        // otherwise libraries of the local ModelArts would print to the console in another format
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
        try {
            Path dashboard = commandLine.dashboard();
            if (dashboard != null) {
                Files.writeString(dashboard, Dashboard.json(Panels.ALL));
                return 0;
            }
            Run run = new Run(commandLine, out);
            whenInterrupted(run);
            return run.toItsEnd();
        } catch (IOException | RuntimeException e) {
            err.println("The run failed: " + e.getMessage());
            return FAILED;
        }
    }

    /** Ctrl-C ends the run early. Java ends when this hook ends, so it waits for the page. */
    private static void whenInterrupted(Run run) {
        Thread hook = new Thread(
                () -> {
                    run.stop();
                    try {
                        run.awaitEnd();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "interruption");
        Runtime.getRuntime().addShutdownHook(hook);
    }
}
