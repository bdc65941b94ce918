package io.github.camelmodelarts.examples.ledger;

import java.io.PrintStream;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** The command with which a person looks at the ledger and releases calls. {@code --help} lists what it can do. */
public final class LedgerCommand {

    private static final int BROKEN = 1;
    private static final int WRONG_COMMAND_LINE = 2;
    private static final int LONGEST_LIST = 1000;
    private static final String JDBC = "--jdbc=";
    private static final String STATE = "--state=";

    private static final String HELP = """
            Shows the ledger of calls, and releases calls.

              list [--state=S,...]    the calls with these states; without the option, those that wait for a person:
                                      UNCERTAIN and REJECTED. The oldest 1000 are printed
              release INPUT [STEP]    allow another call for an input that is UNCERTAIN or REJECTED
              counts                  how many calls there are for each state

            Options:
              --jdbc=URL              the database: jdbc:postgresql://HOST:PORT/DATABASE or jdbc:h2:FILE
              --state=S,...           CALLING, DONE, REJECTED, UNCERTAIN, OPEN
              --help                  print this text

            Environment: LEDGER_USER and LEDGER_PASSWORD are the user and the password of the database.
            Exit status: 0 done, 1 it failed or nothing was released, 2 the command line is wrong.
            """;

    private LedgerCommand() {}

    /** Runs the command and exits with the status that {@code --help} explains. */
    public static void main(String[] arguments) {
        System.exit(run(System.out, System.err, System.getenv(), arguments));
    }

    /** Runs the command with other streams and another environment, and returns the exit status. */
    public static int run(PrintStream out, PrintStream err, Map<String, String> environment, String... arguments) {
        List<String> words = new ArrayList<>();
        String jdbc = null;
        CallState[] states = {CallState.UNCERTAIN, CallState.REJECTED};
        try {
            for (String argument : arguments) {
                if (argument.equals("--help") || argument.equals("-h")) {
                    out.print(HELP);
                    return 0;
                } else if (argument.startsWith(JDBC)) {
                    jdbc = argument.substring(JDBC.length());
                } else if (argument.startsWith(STATE)) {
                    states = states(argument.substring(STATE.length()));
                } else if (argument.startsWith("--")) {
                    throw new IllegalArgumentException("Unknown option " + argument + ". --help lists the options");
                } else {
                    words.add(argument);
                }
            }
            LedgerSettings settings = settings(jdbc, environment);
            requireCommand(words);
            try (CallLedger ledger = CallLedger.openToLook(settings)) {
                return run(ledger, out, err, words, states);
            }
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            return WRONG_COMMAND_LINE;
        } catch (LedgerException e) {
            err.println(e.getMessage());
            return BROKEN;
        }
    }

    private static CallState[] states(String names) {
        try {
            return Arrays.stream(names.split(",", -1))
                    .map(name -> CallState.valueOf(name.strip().toUpperCase(Locale.ROOT)))
                    .toArray(CallState[]::new);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "--state=" + names + " names an unknown state. The states are "
                            + Arrays.toString(CallState.values()),
                    e);
        }
    }

    private static LedgerSettings settings(@Nullable String jdbc, Map<String, String> environment) {
        if (jdbc == null) {
            throw new IllegalArgumentException("Which ledger? Set --jdbc=URL");
        }
        LedgerSettings settings =
                LedgerSettings.of(jdbc).withUser(environment.get("LEDGER_USER"), environment.get("LEDGER_PASSWORD"));
        // H2 would create an empty database if the path is wrong. It lets no other program use the file
        return settings.isFile() && !jdbc.toUpperCase(Locale.ROOT).contains(";IFEXISTS=")
                ? LedgerSettings.of(jdbc + ";IFEXISTS=TRUE")
                        .withUser(settings.user(), settings.password())
                        .withExclusive(true)
                : settings;
    }

    private static void requireCommand(List<String> words) {
        String command = words.isEmpty() ? "" : words.get(0);
        boolean right = switch (command) {
            case "list", "counts" -> words.size() == 1;
            case "release" -> words.size() == 2 || words.size() == 3;
            default -> false;
        };
        if (!right) {
            throw new IllegalArgumentException("Use list, release INPUT [STEP], or counts. --help explains them");
        }
    }

    private static int run(CallLedger ledger, PrintStream out, PrintStream err, List<String> words, CallState[] states)
            throws LedgerException {
        switch (words.get(0)) {
            case "list" -> list(ledger, states, out);
            case "counts" -> ledger.counts().forEach((state, count) -> out.printf("%-10s %d%n", state, count));
            default -> {
                String step = words.size() == 3 ? words.get(2) : null;
                int released = ledger.release(words.get(1), step);
                if (released == 0) {
                    err.println("Nothing to release: no call for input " + words.get(1)
                            + (step == null ? "" : " in step " + step) + " is UNCERTAIN or REJECTED");
                    return BROKEN;
                }
                out.println(released + " released: hand in the input again, and it is called");
            }
        }
        return 0;
    }

    private static void list(CallLedger ledger, CallState[] states, PrintStream out) throws LedgerException {
        List<LedgerRow> rows = ledger.list(LONGEST_LIST, states);
        int input = rows.stream().mapToInt(row -> row.input().length()).max().orElse(5);
        int step = rows.stream().mapToInt(row -> row.step().length()).max().orElse(4);
        String format = "%-9s  %-" + Math.max(5, input) + "s  %-" + Math.max(4, step) + "s  %5s  %-25s  %s%n";
        out.printf(format, "STATE", "INPUT", "STEP", "CALLS", "BEGAN", "WORKER, SOURCE, ERROR");
        for (LedgerRow row : rows) {
            out.printf(
                    format,
                    row.state(),
                    printable(row.input()),
                    row.step(),
                    row.calls(),
                    row.began().truncatedTo(ChronoUnit.SECONDS),
                    printable(row.worker() + ", " + (row.source() == null ? "-" : row.source()) + ", "
                            + (row.error() == null ? "-" : row.error())));
        }
        if (rows.size() < LONGEST_LIST) {
            out.println("Calls: " + rows.size());
            return;
        }
        Map<CallState, Long> counts = ledger.counts();
        long all = Arrays.stream(states).distinct().mapToLong(counts::get).sum();
        out.println("Calls: " + all + ". These are the oldest " + LONGEST_LIST
                + ". A query on the table call_ledger reads the others");
    }

    /** A source or an error must not control the terminal. */
    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }
}
