package io.github.camelmodelarts.examples.filedrop;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.examples.ledger.OnUncertain;

/**
 * The options of the command line.
 *
 * @param ledger the JDBC URL of the ledger, empty for that of the settings; null without a ledger
 * @param onUncertain null for that of the settings
 */
record CommandLine(
        boolean help,
        boolean watch,
        boolean batch,
        @Nullable String ledger,
        @Nullable OnUncertain onUncertain,
        List<String> propertyFiles) {

    private static final String PROPERTIES = "--properties=";
    private static final String LEDGER = "--ledger";
    private static final String ON_UNCERTAIN = "--on-uncertain=";

    static final String HELP = """
            Sends files from a folder to ModelArts services and writes the predictions.

              scanned pages (*.png, *.jpg, *.jpeg)  orientation, turned if upside-down, then ocr
              flowers (*.json)                      iris

            Options:
              --properties=FILE  settings that override the built-in ones: addresses and keys of services in the cloud,
                                 other folders. Can be given several times; the first file with a setting counts.
              --watch            keep watching the inbox until Ctrl-C; otherwise the program ends when all files that
                                 are in the inbox at the start are done
              --batch            predict all files of a kind with one batch service, through the object storage OBS, instead of
                                 with a call for each file
              --ledger[=URL]     write each call into a ledger, a table in a file or in the database with this JDBC URL, so that each
                                 content of a file is predicted at most once, also if the program is killed
              --on-uncertain=W   what happens to a file that the service may have predicted before a kill:
                                 park (the default) moves it to failed, repeat calls again
              --help             print this text
              ledger COMMAND     list the calls of the ledger, or release one; "ledger --help" explains the commands

            Folders (files/ by default, set folder.* to change them):
              inbox              drop files here
              working            files in progress
              outbox             FILE.SERVICE.json: predictions; FILE.annotated.png: pages with the recognized text
              done               files with all their predictions
              failed             files with a missing prediction, each with FILE.reason.txt

            Exit status: 0 every file is done or, with its reason, in failed,
                         1 the run itself failed, 2 the command line is wrong.
            """;

    /**
     * Parses the arguments.
     *
     * @throws IllegalArgumentException if an argument is unknown, or two exclude each other; the message says what to do
     */
    static CommandLine parse(String... arguments) {
        boolean help = false;
        boolean watch = false;
        boolean batch = false;
        String ledger = null;
        OnUncertain onUncertain = null;
        List<String> files = new ArrayList<>();
        for (String argument : arguments) {
            if (argument.equals("--help") || argument.equals("-h")) {
                help = true;
            } else if (argument.equals("--watch")) {
                watch = true;
            } else if (argument.equals("--batch")) {
                batch = true;
            } else if (argument.equals(LEDGER) || argument.startsWith(LEDGER + "=")) {
                ledger = argument.substring(Math.min(argument.length(), LEDGER.length() + 1));
            } else if (argument.startsWith(ON_UNCERTAIN)) {
                onUncertain = onUncertain(argument.substring(ON_UNCERTAIN.length()));
            } else if (argument.startsWith(PROPERTIES) && argument.length() > PROPERTIES.length()) {
                files.add(argument.substring(PROPERTIES.length()));
            } else {
                throw new IllegalArgumentException(
                        "Unknown option " + argument
                                + ". The options are --properties=FILE, --watch, --batch, --ledger[=URL], --on-uncertain=W, --help and the command ledger COMMAND.");
            }
        }
        if (batch && watch) {
            throw new IllegalArgumentException("A batch service processes the files that are there when it starts:"
                    + " use --batch without --watch, and start the program again for later files.");
        }
        if (batch && ledger != null) {
            throw new IllegalArgumentException(
                    "A batch service predicts many files with one call, which the ledger does not know:"
                            + " use --ledger without --batch.");
        }
        if (onUncertain != null && ledger == null) {
            throw new IllegalArgumentException(
                    "--on-uncertain needs --ledger: only the ledger knows which calls are uncertain.");
        }
        return new CommandLine(help, watch, batch, ledger, onUncertain, List.copyOf(files));
    }

    private static OnUncertain onUncertain(String way) {
        try {
            return OnUncertain.valueOf(way.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(ON_UNCERTAIN + way + " is neither park nor repeat.", e);
        }
    }
}
