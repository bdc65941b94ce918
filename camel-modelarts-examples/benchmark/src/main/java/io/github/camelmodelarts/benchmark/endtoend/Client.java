package io.github.camelmodelarts.benchmark.endtoend;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * The process of one contestant. It reads commands from standard input, and writes the figures of each command on one line. It measures
 * only while it works on a command.
 */
public final class Client {

    /** How the line of a command begins whose call failed. */
    static final String FAILED = "failed: ";

    /** The warm-up ends when the throughputs of this many windows in a row differ by less than {@link #STEADY}. */
    private static final int SAME = 3;

    private static final double STEADY = 0.05;
    /** While the JIT compiler works for more than this part of a window, the throughput can be steady, but low. */
    private static final double COMPILING = 0.1;

    private static final Duration SETTLE = Duration.ofMillis(300);
    private static final double NANOS_PER_MICRO = 1e3;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double BYTES_PER_KB = 1e3;
    private static final double BYTES_PER_MB = 1e6;
    private static final double BYTES_PER_GIB = 1 << 30;

    private final Meter meter;
    private final Caller caller;

    private Client(Meter meter, Caller caller) {
        this.meter = meter;
        this.caller = caller;
    }

    /** Works until standard input ends. The arguments: the contestant, and those of {@link Target}. */
    public static void main(String... args) throws IOException, InterruptedException {
        PrintStream out = System.out;
        // libraries must not write between the figures
        System.setOut(System.err);
        Meter meter = new Meter();
        List<String> arguments = Arrays.asList(args);
        Target target = Target.of(arguments.subList(1, arguments.size()));
        try (Caller caller = Contestant.of(args[0]).caller(target)) {
            Client client = new Client(meter, caller);
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            out.println("ready");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                out.println(client.answer(line));
            }
        }
        System.exit(0);
    }

    private String answer(String command) throws InterruptedException {
        try {
            return text(execute(command.split(" ", -1)));
        } catch (CompletionException e) {
            return FAILED + e.getCause();
        }
    }

    private Map<Figure, Double> execute(String... command) throws InterruptedException {
        return switch (command[0]) {
            case "warm-up" -> warmUp(number(command[1]), millis(command[2]), millis(command[3]), number(command[4]));
            case "measure" -> measure(number(command[1]), millis(command[2]), millis(command[3]));
            case "transfer" -> transfer(Long.parseLong(command[1]));
            case "events" -> events();
            default -> throw new IllegalArgumentException("There is no command '" + command[0] + "'");
        };
    }

    private static int number(String text) {
        return Integer.parseInt(text);
    }

    private static Duration millis(String text) {
        return Duration.ofMillis(number(text));
    }

    /** Makes calls until the throughput is steady, or the time is over. Figures are those of the last window. */
    private Map<Figure, Double> warmUp(int inFlight, Duration delay, Duration window, int mostWindows)
            throws InterruptedException {
        try (Load load = started(inFlight, delay)) {
            double[] rates = new double[mostWindows];
            Map<Figure, Double> figures = Map.of();
            for (int i = 0; i < mostWindows; i++) {
                long compiled = Meter.compilationMillis();
                figures = window(load, window);
                rates[i] = figures.getOrDefault(Figure.RATE, 0.0);
                boolean quiet = Meter.compilationMillis() - compiled <= COMPILING * window.toMillis();
                if (quiet && i + 1 >= SAME && isSteady(Arrays.copyOfRange(rates, i + 1 - SAME, i + 1))) {
                    break;
                }
            }
            return figures;
        }
    }

    private static boolean isSteady(double... rates) {
        double fastest = Arrays.stream(rates).max().orElseThrow();
        double slowest = Arrays.stream(rates).min().orElseThrow();
        return fastest - slowest <= STEADY * fastest;
    }

    /** Measures one window. If the service has a delay, the live heap also, while calls are in flight. */
    private Map<Figure, Double> measure(int inFlight, Duration delay, Duration window) throws InterruptedException {
        try (Load load = started(inFlight, delay)) {
            Map<Figure, Double> figures = window(load, window);
            if (!delay.isZero()) {
                double ideal = inFlight * 1e3 / delay.toMillis();
                figures.put(Figure.IDEAL, figures.getOrDefault(Figure.RATE, 0.0) / ideal);
                figures.put(Figure.HEAP, Meter.liveHeap() / BYTES_PER_MB);
            }
            return figures;
        }
    }

    /** Starts calls, and waits until the first of them have ended and the rate is even. */
    private Load started(int inFlight, Duration delay) throws InterruptedException {
        Load load = new Load(caller, inFlight);
        load.start(delay);
        Thread.sleep(delay.plus(SETTLE).toMillis());
        return load;
    }

    private Map<Figure, Double> window(Load load, Duration length) throws InterruptedException {
        load.next();
        Meter.Reading begin = meter.reading();
        Thread.sleep(length.toMillis());
        Meter.Reading end = meter.reading();
        Histogram durations = load.next();
        load.check();
        double calls = Math.max(1, durations.count());
        Map<Figure, Double> figures = new EnumMap<>(Figure.class);
        figures.put(Figure.CPU, (end.cpuNanos() - begin.cpuNanos()) / NANOS_PER_MICRO / calls);
        figures.put(Figure.BYTES, end.allocatedSince(begin) / BYTES_PER_KB / calls);
        figures.put(Figure.RATE, calls * NANOS_PER_SECOND / (end.nanos() - begin.nanos()));
        figures.put(Figure.P50, durations.quantile(0.50));
        figures.put(Figure.P99, durations.quantile(0.99));
        figures.put(Figure.THREADS, (double) end.threadCount());
        return figures;
    }

    /** Makes a call and waits for its end. */
    private static void make(Consumer<Consumer<@Nullable Throwable>> call) {
        CompletableFuture<Void> over = new CompletableFuture<>();
        try {
            call.accept(failure -> {
                if (failure == null) {
                    over.complete(null);
                } else {
                    over.completeExceptionally(failure);
                }
            });
        } catch (Throwable e) {
            over.completeExceptionally(e);
        }
        over.join();
    }

    /** Receives events once. */
    private Map<Figure, Double> events() {
        Histogram delays = new Histogram();
        make(end -> caller.call(delays, end));
        Map<Figure, Double> figures = new EnumMap<>(Figure.class);
        figures.put(Figure.P50, delays.quantile(0.50));
        figures.put(Figure.HIGHEST, delays.quantile(1));
        return figures;
    }

    /** Sends or receives this many bytes. */
    private Map<Figure, Double> transfer(long bytes) {
        Meter.resetPeak();
        Meter.Reading begin = meter.reading();
        make(caller::call);
        Meter.Reading end = meter.reading();
        double gib = bytes / BYTES_PER_GIB;
        Map<Figure, Double> figures = new EnumMap<>(Figure.class);
        figures.put(Figure.FILE_CPU, (end.cpuNanos() - begin.cpuNanos()) / NANOS_PER_MILLI / gib);
        figures.put(Figure.FILE_BYTES, end.allocatedSince(begin) / BYTES_PER_MB / gib);
        figures.put(Figure.FILE_RATE, bytes / BYTES_PER_MB * NANOS_PER_SECOND / (end.nanos() - begin.nanos()));
        figures.put(Figure.FILE_HEAP, Meter.peakHeap() / BYTES_PER_MB);
        return figures;
    }

    private static String text(Map<Figure, Double> figures) {
        return figures.entrySet().stream()
                .map(one -> one.getKey() + "=" + one.getValue())
                .collect(Collectors.joining(" "));
    }

    /** Reads what a client wrote. */
    static Map<Figure, Double> figures(String line) {
        Map<Figure, Double> figures = new EnumMap<>(Figure.class);
        for (String one : line.split(" ", -1)) {
            String[] parts = one.split("=", 2);
            figures.put(Figure.valueOf(parts[0]), Double.valueOf(parts[1]));
        }
        return figures;
    }
}
