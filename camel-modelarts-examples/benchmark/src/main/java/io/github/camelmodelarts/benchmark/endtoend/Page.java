package io.github.camelmodelarts.benchmark.endtoend;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;

import com.sun.management.OperatingSystemMXBean;

/**
 * The page about performance: text, tables and charts.
 *
 * @param skipped the scenarios that were left out, and why
 * @param arguments the options of this run
 */
record Page(List<Result> results, List<String> skipped, List<String> arguments) {

    private static final String CHARTS = "performance";
    private static final double BYTES_PER_GIB = 1 << 30;

    /** Writes {@code performance.md} and its charts into a folder. */
    void write(Path folder) throws IOException {
        Path charts = folder.resolve(CHARTS);
        Files.createDirectories(charts);
        for (Result result : results) {
            Files.writeString(charts.resolve(result.name() + ".svg"), Chart.of(result));
        }
        Files.writeString(folder.resolve("performance.md"), text());
    }

    String text() {
        StringBuilder text = new StringBuilder("""
                # Performance

                This page compares the component with other HTTP clients. The end-to-end benchmark writes it: do not edit it. The command, from the
                root of the repository:

                    %s

                [Contributing](../CONTRIBUTING.md#the-end-to-end-benchmark) says how to measure one scenario, and how to read the figures.

                | | |
                |-|-|
                """.formatted(command()));
        machine().forEach(line -> text.append("| ").append(line).append(" |\n"));
        text.append(METHOD);
        String goals = Tables.goals(results);
        if (!goals.isEmpty()) {
            text.append("\n## Goals\n\n").append(goals);
        }
        if (!skipped.isEmpty()) {
            text.append("\n## Left out\n\n");
            skipped.forEach(line -> text.append("- ").append(line).append('\n'));
        }
        for (Result result : results) {
            text.append("\n## ").append(result.title()).append("\n\n");
            text.append("![Chart: ").append(result.title()).append("](" + CHARTS + "/");
            text.append(result.name()).append(".svg)\n\n").append(Tables.figures(result));
        }
        return text.toString();
    }

    private String command() {
        String command = "mvn -ntp -B -Pend-to-end verify";
        return arguments.isEmpty() ? command : command + " \"-De2e.args=" + String.join(" ", arguments) + "\"";
    }

    private static List<String> machine() {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return List.of(
                "date | " + LocalDate.now(ZoneOffset.UTC),
                "cores | " + system.getAvailableProcessors() + processor(),
                String.format(Locale.ROOT, "memory | %.0f GiB", system.getTotalMemorySize() / BYTES_PER_GIB),
                "system | " + system.getName() + " " + system.getVersion() + ", " + system.getArch(),
                "JDK | " + System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
    }

    /** The name of the processor, where Linux tells it. */
    private static String processor() {
        try {
            return Files.readString(Path.of("/proc/cpuinfo"))
                    .lines()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> ", " + line.replaceFirst(".*?:\\s*", ""))
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            return "";
        }
    }

    private static final String METHOD = """

            - **Method**: the server and each client are processes of their own on one machine. Only one client works at a time. After a
              warm-up, the clients take turns, and each client is measured several times.
            - **Figures** are the median of these measurements, with the lowest and the highest in parentheses. A ratio compares measurements
              of the same turn.
            - **Noise**: the ratio is larger than 1 in one turn and smaller in another, so the difference can't be seen.
            - **CPU and allocated bytes** are the steadiest figures, because other programs on the machine hardly change them. CPU is the CPU time
              of the whole process, including the garbage collector and the JIT compiler. Allocated bytes are the sum over all threads.
            - **Threads** are those that the client has started. Threads of the JVM are not counted: GC, JIT, JMX.
            - **Live heap** is what a full garbage collection leaves while the calls are in flight. It includes about 0.1 MB of the benchmark.
            - KB and MB are 1,000 and 1,000,000 bytes.
            - **HttpClient 5** is Apache HttpClient's asynchronous client without Camel, with the same number of connections. "Precomputed
              signature" sends the same headers as the component, but computes them only once.
            - **`http:`** is camel-http, **`vertx-http:`** camel-vertx-http and **`netty-http:`** camel-netty-http. A raised pool has as many connections as
              calls in flight. camel-http needs a thread for each call in flight. All Camel endpoints are the only step of a route, unless the response is a stream.
            - **Streams**: the component has `streaming=true`. The next step of the route reads the response to its end and drops it, or gets
              each event from a splitter. Routes are as Camel makes them, with stream caching. "No stream caching" is a route without it, and
              camel-http with `disableStreamCache=true`. HttpClient's asynchronous client drops each piece, and has no thread that reads.
            - **Highest heap** includes garbage. It is the sum of the peaks of all memory pools, which may not be at the same moment.
            - **Delay of an event**: from the moment when the server sends it to the step that reads it. Both processes read the same clock.
            """;
}
