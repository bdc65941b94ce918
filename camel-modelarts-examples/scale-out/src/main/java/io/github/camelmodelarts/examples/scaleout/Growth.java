package io.github.camelmodelarts.examples.scaleout;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.examples.scaleout.Chart.Curve;
import io.github.camelmodelarts.examples.scaleout.Chart.Point;

/** Measures what an input costs as inputs grow, and how throughput grows with workers. */
final class Growth {

    private static final List<Integer> INPUTS = List.of(1_000, 10_000, 100_000);
    private static final int WORKERS_FOR_INPUTS = 2;
    private static final int IN_FLIGHT_FOR_INPUTS = 32;
    private static final Duration SHORT_DELAY = Duration.ofMillis(20);

    private static final List<Integer> WORKERS = List.of(1, 2, 4, 8);
    private static final int IN_FLIGHT_FOR_WORKERS = 8;
    private static final Duration LONG_DELAY = Duration.ofSeconds(1);
    private static final int INPUTS_PER_WORKER = 160;

    private static final double MEGABYTE = 1 << 20;
    private static final String CSV_HEADER =
            "inputs,results_per_second,worker_cpu_ms_per_input,broker_cpu_ms_per_input,database_cpu_ms_per_input,worker_heap_bytes,broker_heap_bytes\n";

    private final CommandLine options;
    private final Parts parts;
    private final PrintStream out;

    Growth(CommandLine options, Parts parts, PrintStream out) {
        this.options = options;
        this.parts = parts;
        this.out = out;
    }

    /** What a number of inputs has cost. */
    private record Cost(Measurement measurement, Usage used, Usage atEnd) {

        double perInput(Duration cpu) {
            return cpu.toNanos() / 1e6 / measurement.setup().inputs();
        }

        String csv() {
            return String.format(
                    Locale.ROOT,
                    "%d,%.1f,%.3f,%.3f,%.3f,%d,%d%n",
                    measurement.setup().inputs(),
                    measurement.perSecond(),
                    measurement.cpuPerInput(),
                    perInput(used.broker),
                    perInput(used.database),
                    atEnd.workerHeap,
                    atEnd.brokerHeap);
        }
    }

    /** The resources at one moment: processor time since the start, and heap in use after a garbage collection. */
    private record Usage(Duration broker, Duration database, long workerHeap, long brokerHeap) {
        Usage since(Usage before) {
            return new Usage(broker.minus(before.broker), database.minus(before.database), workerHeap, brokerHeap);
        }
    }

    /** Makes all runs, prints the tables, and writes the files. */
    void run() throws IOException, InterruptedException {
        Path folder = options.output().toAbsolutePath();
        Files.createDirectories(folder);
        inputs(folder);
        workers(folder);
        out.println("Written: growth-inputs.csv, growth-inputs.svg, growth-workers.csv and growth-workers.svg in "
                + folder);
    }

    private void inputs(Path folder) throws IOException, InterruptedException {
        delay(SHORT_DELAY);
        out.printf(
                "%n%9s %10s %26s %26s %28s %17s %17s%n",
                "INPUTS",
                "RESULTS/s",
                "WORKERS, CPU ms PER INPUT",
                "BROKER, CPU ms PER INPUT",
                "DATABASE, CPU ms PER INPUT",
                "HEAP WORKER, MB",
                "HEAP BROKER, MB");
        List<Cost> costs = new ArrayList<>();
        for (int inputs : INPUTS) {
            Cost cost = cost(
                    Setup.of(GroupKind.SHARE, WORKERS_FOR_INPUTS, IN_FLIGHT_FOR_INPUTS, options.partitions(), inputs));
            costs.add(cost);
            out.printf(
                    Locale.ROOT,
                    "%,9d %10.1f %26.2f %26.2f %28.2f %17.1f %17.1f%n",
                    inputs,
                    cost.measurement.perSecond(),
                    cost.measurement.cpuPerInput(),
                    cost.perInput(cost.used.broker),
                    cost.perInput(cost.used.database),
                    cost.atEnd.workerHeap / MEGABYTE,
                    cost.atEnd.brokerHeap / MEGABYTE);
        }
        StringBuilder csv = new StringBuilder(CSV_HEADER);
        costs.forEach(cost -> csv.append(cost.csv()));
        Files.writeString(folder.resolve("growth-inputs.csv"), csv);
        Files.writeString(
                folder.resolve("growth-inputs.svg"),
                Chart.svg(
                        "Cost of an input as inputs grow",
                        "Inputs",
                        "Processor time per input in ms",
                        true,
                        List.of(
                                curve("workers", costs, cost -> cost.measurement.cpuPerInput()),
                                curve("broker", costs, cost -> cost.perInput(cost.used.broker)),
                                curve("database", costs, cost -> cost.perInput(cost.used.database)))));
    }

    /** A number of a run. */
    @FunctionalInterface
    private interface Figure {
        double of(Cost cost);
    }

    private static Curve curve(String name, List<Cost> costs, Figure figure) {
        return new Curve(
                name,
                false,
                costs.stream()
                        .map(cost -> new Point(cost.measurement.setup().inputs(), figure.of(cost)))
                        .toList());
    }

    private Cost cost(Setup setup) throws IOException, InterruptedException {
        List<Usage> usages = new ArrayList<>();
        Measurement measurement = new Trial(parts, setup).run(workers -> usages.add(usage(workers)));
        Usage atEnd = usages.get(1);
        return new Cost(measurement, atEnd.since(usages.get(0)), atEnd);
    }

    private Usage usage(Workers workers) throws IOException, InterruptedException {
        ChildProcess broker = parts.broker();
        Postgres database = parts.database();
        return new Usage(
                broker == null ? Duration.ZERO : broker.cpu(),
                database == null ? Duration.ZERO : database.cpu(),
                workers.heapInUse(),
                broker == null ? 0 : Workers.heapInUse(broker));
    }

    private void workers(Path folder) throws IOException, InterruptedException {
        delay(LONG_DELAY);
        List<Measurement> measurements = new ArrayList<>();
        for (int workers : WORKERS) {
            Setup setup = Setup.of(
                    GroupKind.SHARE, workers, IN_FLIGHT_FOR_WORKERS, options.partitions(), workers * INPUTS_PER_WORKER);
            measurements.add(new Trial(parts, setup).run(running -> {}));
        }
        out.print(Comparison.table(measurements));
        StringBuilder csv = new StringBuilder(Measurement.CSV_HEADER);
        measurements.forEach(measurement -> csv.append(measurement.csv()));
        Files.writeString(folder.resolve("growth-workers.csv"), csv);
        double one = measurements.get(0).perSecond();
        Files.writeString(
                folder.resolve("growth-workers.svg"),
                Chart.svg(
                        "Throughput by workers on %d partition%s"
                                .formatted(options.partitions(), options.partitions() == 1 ? "" : "s"),
                        "Workers (processes), %d calls in flight each".formatted(IN_FLIGHT_FOR_WORKERS),
                        "Results per second, as a multiple of one worker",
                        false,
                        List.of(
                                new Curve(
                                        "share group",
                                        false,
                                        measurements.stream()
                                                .map(run ->
                                                        new Point(run.setup().workers(), run.perSecond() / one))
                                                .toList()),
                                new Curve(
                                        "proportional",
                                        true,
                                        WORKERS.stream()
                                                .map(workers -> new Point(workers, workers))
                                                .toList()))));
    }

    private void delay(Duration delay) {
        @Nullable CountedService counted = parts.counted();
        if (counted != null) {
            counted.service().delay(delay);
        }
    }
}
