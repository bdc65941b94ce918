package io.github.camelmodelarts.benchmark.endtoend;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import static io.github.camelmodelarts.benchmark.endtoend.Contestant.CLASSIC;
import static io.github.camelmodelarts.benchmark.endtoend.Contestant.RAW;
import static io.github.camelmodelarts.benchmark.endtoend.Contestant.SIGNED;
import static io.github.camelmodelarts.benchmark.endtoend.Contestant.SIGNED_FORM;

/** Sends one large file at a time from a small heap. */
record FileScenario(Wire wire) implements Scenario {

    private static final List<String> JVM = List.of("-Xmx64m");
    private static final int REPEATS = 3;
    private static final int BYTES_PER_MIB = 1 << 20;

    static List<FileScenario> all() {
        return List.of(new FileScenario(Wire.PLAIN), new FileScenario(Wire.TLS));
    }

    @Override
    public String name() {
        return "file";
    }

    @Override
    public List<Result> run(Bench bench) throws IOException {
        boolean tls = wire.isTls();
        int mib = bench.options().fileMib();
        List<Goal> goals = tls
                ? List.of(
                        Goal.ratioAtLeast(Figure.UPLOAD_RATE, SIGNED, CLASSIC, 0.9),
                        Goal.ratioAtLeast(Figure.UPLOAD_RATE, SIGNED_FORM, CLASSIC, 0.9))
                : List.of(
                        Goal.ratioAtLeast(Figure.UPLOAD_RATE, SIGNED, RAW, 1.0),
                        Goal.ratioAtLeast(Figure.UPLOAD_RATE, SIGNED_FORM, RAW, 1.0));
        Result result = new Result(
                "file-" + wire.argument(),
                "A file of " + mib + " MiB, sent from a heap of 64 MiB, " + wire.label(),
                tls ? CLASSIC : RAW,
                List.of(Figure.UPLOAD_RATE, Figure.UPLOAD_CPU),
                goals);
        Map<Contestant, Child> clients = new EnumMap<>(Contestant.class);
        Path file = sparse((long) mib * BYTES_PER_MIB);
        try {
            Target target = new Target(bench.server(tls, 0, "all"), tls, false, 1, bench.store(), file);
            for (Contestant contestant : bench.chosen(List.of(SIGNED, SIGNED_FORM, RAW, CLASSIC))) {
                clients.put(contestant, bench.client(contestant, JVM, target));
            }
            int repeats = bench.options().repeats().orElse(REPEATS);
            // the first one is the warm-up
            for (int repeat = -1; repeat < repeats; repeat++) {
                boolean counts = repeat >= 0;
                clients.forEach((contestant, client) -> {
                    String line = client.ask("upload " + (long) mib * BYTES_PER_MIB);
                    bench.say((counts ? "" : "warm ") + result.name() + " " + contestant.argument() + ": " + line);
                    if (counts) {
                        result.add(contestant, Client.figures(line));
                    }
                });
            }
        } finally {
            clients.values().forEach(Child::close);
            bench.stopServers();
            Files.delete(file);
        }
        return List.of(result);
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
