package io.github.camelmodelarts.examples.filedrop;

import java.util.ArrayList;
import java.util.List;

/** The options of the command line. */
record CommandLine(boolean help, boolean watch, boolean batch, List<String> propertyFiles) {

    private static final String PROPERTIES = "--properties=";

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
              --help             print this text

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
        List<String> files = new ArrayList<>();
        for (String argument : arguments) {
            if (argument.equals("--help") || argument.equals("-h")) {
                help = true;
            } else if (argument.equals("--watch")) {
                watch = true;
            } else if (argument.equals("--batch")) {
                batch = true;
            } else if (argument.startsWith(PROPERTIES) && argument.length() > PROPERTIES.length()) {
                files.add(argument.substring(PROPERTIES.length()));
            } else {
                throw new IllegalArgumentException("Unknown option " + argument
                        + ". The options are --properties=FILE, --watch, --batch and --help.");
            }
        }
        if (batch && watch) {
            throw new IllegalArgumentException("A batch service processes the files that are there when it starts:"
                    + " use --batch without --watch, and start the program again for later files.");
        }
        return new CommandLine(help, watch, batch, List.copyOf(files));
    }
}
