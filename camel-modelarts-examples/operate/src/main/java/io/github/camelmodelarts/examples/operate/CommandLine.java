package io.github.camelmodelarts.examples.operate;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * The options of the command line.
 *
 * @param dashboard where to write the dashboard, or null for a run
 */
record CommandLine(
        boolean help,
        boolean stay,
        int seconds,
        int port,
        long seed,
        Path report,
        @Nullable Path dashboard) {

    private static final int SHORTEST = 5;
    private static final int LONGEST = 3600;
    private static final int HIGHEST_PORT = 65_535;

    static final String HELP = """
            Calls services of a local ModelArts that fail by plan, shows what can be watched on port 9876, and writes a page
            with pictures of the run's metrics.

            Options:
              --seconds=N        how long the calls go on, 5 to 3600 (default 60); the planned failures are as long in proportion
              --stay             keep health, metrics and console until Ctrl-C
              --report=FILE      where to write the page (default report.html)
              --port=N           the port of health, metrics and console (default 9876)
              --seed=N           another sequence of calls (default 1)
              --dashboard=FILE   only write the dashboard for Grafana
              --help             print this text

            Exit status: 0 the page is written, 1 the run failed, 2 the command line is wrong.
            """;

    /**
     * Parses the arguments. The last of several equal options counts.
     *
     * @throws IllegalArgumentException if an argument is unknown or a number is out of range; the message says what to do
     */
    static CommandLine parse(String... arguments) {
        boolean help = false;
        boolean stay = false;
        int seconds = 60;
        int port = 9876;
        long seed = 1;
        Path report = Path.of("report.html");
        Path dashboard = null;
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            String name = equals < 0 ? argument : argument.substring(0, equals);
            String value = equals < 0 ? "" : argument.substring(equals + 1);
            switch (name) {
                case "--help", "-h" -> help = true;
                case "--stay" -> stay = true;
                case "--seconds" -> seconds = (int) number(name, value, SHORTEST, LONGEST);
                case "--port" -> port = (int) number(name, value, 1, HIGHEST_PORT);
                case "--seed" -> seed = number(name, value, Long.MIN_VALUE, Long.MAX_VALUE);
                case "--report" -> report = file(name, value);
                case "--dashboard" -> dashboard = file(name, value);
                default ->
                    throw new IllegalArgumentException("Unknown option " + argument + ". --help lists the options.");
            }
        }
        return new CommandLine(help, stay, seconds, port, seed, report, dashboard);
    }

    private static Path file(String name, String value) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException(name + " has no file: use " + name + "=FILE.");
        }
        return Path.of(value);
    }

    private static long number(String name, String value, long least, long most) {
        try {
            long number = Long.parseLong(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // the message below says what is allowed
        }
        throw new IllegalArgumentException(
                name + "=" + value + " is not possible: use a number from " + least + " to " + most + ".");
    }
}
