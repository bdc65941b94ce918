package io.github.camelmodelarts.benchmark.endtoend;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import static io.github.camelmodelarts.benchmark.endtoend.Contestant.CLASSIC;
import static io.github.camelmodelarts.benchmark.endtoend.Contestant.HTTP;
import static io.github.camelmodelarts.benchmark.endtoend.Contestant.HTTP_UNCACHED;
import static io.github.camelmodelarts.benchmark.endtoend.Contestant.RAW;
import static io.github.camelmodelarts.benchmark.endtoend.Contestant.SIGNED;
import static io.github.camelmodelarts.benchmark.endtoend.Contestant.SIGNED_FORM;

/**
 * Sends or receives one large file at a time with a small heap.
 *
 * @param received whether the file is a response, not a request
 */
record FileScenario(Wire wire, boolean received) implements Scenario {

    private static final List<String> JVM = List.of("-Xmx64m");
    private static final int REPEATS = 3;
    private static final int BYTES_PER_MIB = 1 << 20;

    static List<FileScenario> all() {
        return List.of(
                new FileScenario(Wire.PLAIN, false),
                new FileScenario(Wire.TLS, false),
                new FileScenario(Wire.PLAIN, true),
                new FileScenario(Wire.TLS, true));
    }

    @Override
    public String name() {
        return received ? "download" : "file";
    }

    @Override
    public List<Result> run(Bench bench) throws IOException {
        boolean tls = wire.isTls();
        int mib = bench.options().fileMib();
        long bytes = (long) mib * BYTES_PER_MIB;
        List<Contestant> contestants = received
                ? List.of(SIGNED, RAW, CLASSIC, HTTP, HTTP_UNCACHED)
                : List.of(SIGNED, SIGNED_FORM, RAW, CLASSIC);
        Contestant baseline = tls ? CLASSIC : RAW;
        Result result = new Result(
                name() + "-" + wire.argument(),
                received
                        ? "A response of " + mib + " MiB, read with a heap of 64 MiB, " + wire.label()
                        : "A file of " + mib + " MiB, sent from a heap of 64 MiB, " + wire.label(),
                baseline,
                List.of(Figure.FILE_RATE, Figure.FILE_CPU),
                contestants.stream()
                        .filter(Contestant::isOurs)
                        .map(one -> Goal.ratioAtLeast(Figure.FILE_RATE, one, baseline, tls ? 0.9 : 1.0))
                        .toList());
        Map<Contestant, Child> clients = new EnumMap<>(Contestant.class);
        Path file = received ? Path.of("") : sparse(bytes);
        try {
            int port = bench.server(tls, 0, "all");
            Target target = received
                    ? new Target(port, tls, false, 1, bench.store(), file, Target.Response.BYTES, bytes)
                    : new Target(port, tls, false, 1, bench.store(), file);
            String command = "transfer " + bytes;
            for (Contestant contestant : bench.chosen(contestants)) {
                clients.put(contestant, bench.client(contestant, JVM, target));
            }
            leaveOutIfFailing(HTTP, clients, command, result.title(), bench);
            bench.takeTurns(result, clients, command, REPEATS);
        } finally {
            clients.values().forEach(Child::close);
            bench.stopServers();
            if (!received) {
                Files.delete(file);
            }
        }
        return List.of(result);
    }

    /** A route with stream caching keeps the response of camel-http in memory, which is too small. */
    private static void leaveOutIfFailing(
            Contestant contestant, Map<Contestant, Child> clients, String command, String title, Bench bench) {
        Child client = clients.get(contestant);
        if (client != null) {
            try {
                client.ask(command);
            } catch (IllegalStateException e) {
                bench.skip(title, String.valueOf(e.getMessage()));
                clients.remove(contestant);
                client.close();
            }
        }
    }

    /** Creates a file of zeros that needs no space on the disk, so that no disk is measured. */
    private static Path sparse(long bytes) throws IOException {
        Path file = Files.createTempFile("benchmark", ".bin");
        try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
            content.setLength(bytes);
        }
        return file;
    }
}
