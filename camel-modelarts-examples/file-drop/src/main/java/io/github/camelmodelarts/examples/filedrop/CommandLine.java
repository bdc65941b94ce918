package io.github.camelmodelarts.examples.filedrop;

import java.util.ArrayList;
import java.util.List;

/** What the command line asks for. */
record CommandLine(boolean help, boolean watch, List<String> propertyFiles) {

    private static final String PROPERTIES = "--properties=";

    static final String HELP = """
            Files dropped into a folder become predictions of ModelArts services.

              scanned pages (*.png, *.jpg, *.jpeg)  orientation, turned if upside-down, then ocr
              flowers (*.json)                      iris

            Options:
              --properties=FILE  settings that replace the built-in ones: addresses and keys of services in the cloud,
                                 other folders. May be given several times; the first that has a setting counts.
              --watch            keep watching the inbox until Ctrl-C; otherwise the program ends when all files are
                                 dealt with that are in the inbox at the start
              --help             this text

            Folders (files/ by default, set folder.* to change them):
              inbox              drop files here
              working            files while they are worked on
              outbox             FILE.SERVICE.json: predictions; FILE.annotated.png: pages with what was read on them
              done               files that all predictions were made of
              failed             files that were set aside, each with FILE.reason.txt

            Exit status: 0 every file was dealt with (predicted, or set aside with its reason),
                         1 the run itself broke, 2 the command line is wrong.
            """;

    /**
     * Reads the arguments.
     *
     * @throws IllegalArgumentException if one is not known; the message says which are
     */
    static CommandLine parse(String... arguments) {
        boolean help = false;
        boolean watch = false;
        List<String> files = new ArrayList<>();
        for (String argument : arguments) {
            if (argument.equals("--help") || argument.equals("-h")) {
                help = true;
            } else if (argument.equals("--watch")) {
                watch = true;
            } else if (argument.startsWith(PROPERTIES) && argument.length() > PROPERTIES.length()) {
                files.add(argument.substring(PROPERTIES.length()));
            } else {
                throw new IllegalArgumentException(
                        "Unknown option " + argument + "; there are --properties=FILE, --watch and --help");
            }
        }
        return new CommandLine(help, watch, List.copyOf(files));
    }
}
