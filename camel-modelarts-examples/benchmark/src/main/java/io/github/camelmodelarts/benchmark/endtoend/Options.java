package io.github.camelmodelarts.benchmark.endtoend;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What the command line says.
 *
 * @param only the scenarios to run; all if it is empty
 * @param wires what may be on the wire
 * @param page the folder of the page; empty if no page is written
 * @param jvm more options of the clients' JVM; {@code {}} stands for the contestant
 */
record Options(
        List<String> only,
        Set<Wire> wires,
        Set<Contestant> contestants,
        OptionalInt repeats,
        int windowMillis,
        int warmUpSeconds,
        int fileMib,
        int pairs,
        List<String> jvm,
        Optional<Path> page) {

    private static final String USAGE = """
            --only NAMES          scenarios: small, inflight-1000, inflight-10000, file, download, events, start;
                                  separated by commas
            --contestants NAMES   separated by commas: %s
            --wire NAMES          plain, tls, http2
            --repeats N           how often each contestant is measured
            --seconds N           length of one measurement
            --warm-up N           longest warm-up, in seconds
            --file-mib N          size of the file and of the download
            --pairs N             number of cold starts of each contestant
            --jvm OPTIONS         more options of the clients' JVM; {} stands for the contestant
            --page FOLDER         where to write performance.md, by default docs, if nothing is left out
            --no-page             write no page""";

    static String usage() {
        return USAGE.formatted(String.join(
                ", ",
                Arrays.stream(Contestant.values()).map(Contestant::argument).toList()));
    }

    static Options of(String... args) {
        Deque<String> rest = new ArrayDeque<>(Arrays.asList(args));
        List<String> only = List.of();
        Set<Wire> wires = EnumSet.allOf(Wire.class);
        Set<Contestant> contestants = EnumSet.allOf(Contestant.class);
        OptionalInt repeats = OptionalInt.empty();
        int windowMillis = 1500;
        int warmUpSeconds = 20;
        int fileMib = 2048;
        int pairs = 10;
        List<String> jvm = List.of();
        Optional<Path> page = Optional.of(Path.of("docs"));
        while (!rest.isEmpty()) {
            String option = rest.remove();
            try {
                switch (option) {
                    case "--only" -> {
                        only = List.of(rest.remove().split(",", -1));
                        page = Optional.empty();
                    }
                    case "--contestants" -> {
                        contestants = EnumSet.noneOf(Contestant.class);
                        for (String name : rest.remove().split(",", -1)) {
                            contestants.add(Contestant.of(name));
                        }
                        page = Optional.empty();
                    }
                    case "--wire" -> {
                        wires = EnumSet.noneOf(Wire.class);
                        for (String name : rest.remove().split(",", -1)) {
                            wires.add(Wire.of(name));
                        }
                        page = Optional.empty();
                    }
                    case "--repeats" -> repeats = OptionalInt.of(Integer.parseInt(rest.remove()));
                    case "--seconds" -> windowMillis = (int) (Double.parseDouble(rest.remove()) * 1000);
                    case "--warm-up" -> warmUpSeconds = Integer.parseInt(rest.remove());
                    case "--file-mib" -> fileMib = Integer.parseInt(rest.remove());
                    case "--pairs" -> pairs = Integer.parseInt(rest.remove());
                    case "--jvm" -> jvm = List.of(rest.remove().split(" ", -1));
                    case "--page" -> page = Optional.of(Path.of(rest.remove()));
                    case "--no-page" -> page = Optional.empty();
                    default -> throw new IllegalArgumentException("There is no option " + option);
                }
            } catch (NoSuchElementException e) {
                throw new IllegalArgumentException(option + " needs a value", e);
            }
        }
        return new Options(only, wires, contestants, repeats, windowMillis, warmUpSeconds, fileMib, pairs, jvm, page);
    }
}
