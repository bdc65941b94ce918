package io.github.camelmodelarts.benchmark.endtoend;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A process that starts a route, gets one prediction, and ends. The arguments are those of {@link Client}. */
public final class ColdStart {

    private static final double NANOS_PER_MILLI = 1e6;

    private ColdStart() {}

    /** Prints an empty line after the prediction, then its figures. */
    public static void main(String... args) {
        List<String> arguments = Arrays.asList(args);
        try (Caller caller = Contestant.of(args[0]).caller(Target.of(arguments.subList(1, arguments.size())))) {
            CompletableFuture<Boolean> over = new CompletableFuture<>();
            caller.call(failure -> over.complete(failure == null));
            if (!over.join()) {
                throw new IllegalStateException("The call failed");
            }
            System.out.println();
            double cpu = ProcessHandle.current()
                            .info()
                            .totalCpuDuration()
                            .orElse(Duration.ZERO)
                            .toNanos()
                    / NANOS_PER_MILLI;
            int classes = ManagementFactory.getClassLoadingMXBean().getLoadedClassCount();
            System.out.println(Figure.START_CPU + "=" + cpu + " " + Figure.CLASSES + "=" + classes);
        }
        System.exit(0);
    }
}
