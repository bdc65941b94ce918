package io.github.camelmodelarts.examples.scaleout;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import io.github.camelmodelarts.examples.scaleout.Chart.Curve;
import io.github.camelmodelarts.examples.scaleout.Chart.Point;

/** Compares share group and classic consumer group with different numbers of workers. */
final class Comparison {

    private final CommandLine options;
    private final Parts parts;
    private final PrintStream out;

    Comparison(CommandLine options, Parts parts, PrintStream out) {
        this.options = options;
        this.parts = parts;
        this.out = out;
    }

    /** Makes all runs, and writes the table, the CSV file and the chart. */
    void run() throws IOException, InterruptedException {
        List<Measurement> measurements = new ArrayList<>();
        for (GroupKind kind : GroupKind.values()) {
            if (kind == GroupKind.SHARE || options.classic()) {
                runs(kind, measurements);
            }
        }
        out.print(table(measurements));
        write(measurements);
    }

    private void runs(GroupKind kind, List<Measurement> measurements) throws IOException, InterruptedException {
        for (int workers : options.workers()) {
            Setup setup = Setup.of(kind, workers, options.maxInFlight(), options.partitions(), options.inputs());
            out.printf(
                    "%s, %d worker%s: %d inputs ...%n", kind.title(), workers, workers == 1 ? "" : "s", setup.inputs());
            measurements.add(new Trial(parts, setup).run(running -> {}));
        }
    }

    /** The table for the console. */
    static String table(List<Measurement> measurements) {
        StringBuilder table = new StringBuilder(System.lineSeparator()).append(Measurement.TABLE_HEADER);
        for (Measurement measurement : measurements) {
            Measurement first = measurements.stream()
                    .filter(other -> other.setup().kind() == measurement.setup().kind())
                    .findFirst()
                    .orElse(measurement);
            table.append(measurement.tableLine(first));
        }
        return table.append(System.lineSeparator()).toString();
    }

    private void write(List<Measurement> measurements) throws IOException {
        Path folder = options.output().toAbsolutePath();
        Files.createDirectories(folder);
        Path csv = folder.resolve("scale-out.csv");
        Path chart = folder.resolve("scale-out.svg");
        Files.writeString(
                csv,
                Measurement.CSV_HEADER
                        + measurements.stream().map(Measurement::csv).collect(Collectors.joining()));
        Files.writeString(chart, chart(measurements));
        out.println("Written: " + csv + " and " + chart);
    }

    private String chart(List<Measurement> measurements) {
        List<Curve> curves = new ArrayList<>();
        for (GroupKind kind : GroupKind.values()) {
            List<Point> points = measurements.stream()
                    .filter(measurement -> measurement.setup().kind() == kind)
                    .map(measurement -> new Point(measurement.setup().workers(), measurement.perSecond()))
                    .toList();
            if (!points.isEmpty()) {
                curves.add(new Curve(kind.title(), false, points));
            }
        }
        if (options.service() == null && options.delay().toMillis() > 0) {
            double perWorker = options.maxInFlight() * 1000.0 / options.delay().toMillis();
            curves.add(new Curve(
                    "limit by the delay",
                    true,
                    curves.get(0).points().stream()
                            .map(point -> new Point(point.x(), point.x() * perWorker))
                            .toList()));
        }
        return Chart.svg(
                "%d Kafka partition%s, %d calls in flight per worker"
                        .formatted(options.partitions(), options.partitions() == 1 ? "" : "s", options.maxInFlight()),
                "Workers (processes)",
                "Results per second"
                        + (options.service() == null
                                ? ", service with %d ms"
                                        .formatted(options.delay().toMillis())
                                : ""),
                false,
                curves);
    }
}
