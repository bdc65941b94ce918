package io.github.camelmodelarts.benchmark.endtoend;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import static io.github.camelmodelarts.benchmark.endtoend.Contestant.HTTP;
import static io.github.camelmodelarts.benchmark.endtoend.Contestant.NONE;
import static io.github.camelmodelarts.benchmark.endtoend.Contestant.SIGNED;

/** Starts a JVM with a route, until its first prediction. */
record StartScenario() implements Scenario {

    private static final List<String> JVM = List.of("-Xmx256m");
    private static final int CONNECTIONS = 20;
    private static final double NANOS_PER_MILLI = 1e6;

    @Override
    public String name() {
        return "start";
    }

    @Override
    public Wire wire() {
        return Wire.PLAIN;
    }

    @Override
    public List<Result> run(Bench bench) {
        Result result = new Result(
                "start",
                "Cold start of a JVM with a route, HTTP/1.1",
                HTTP,
                List.of(Figure.START, Figure.START_CPU, Figure.CLASSES),
                List.of(Goal.ratioAtMost(Figure.START, SIGNED, HTTP, 1.2)));
        Target target =
                new Target(bench.server(false, 0, "all"), false, false, CONNECTIONS, bench.store(), Path.of(""));
        // the first one fills the caches of the operating system
        for (int pair = -1; pair < bench.options().pairs(); pair++) {
            for (Contestant contestant : bench.chosen(List.of(SIGNED, HTTP, NONE))) {
                Map<Figure, Double> figures = coldStart(bench, contestant, target);
                bench.say((pair < 0 ? "warm " : "") + "start " + contestant.argument() + ": " + figures);
                if (pair >= 0) {
                    result.add(contestant, figures);
                }
            }
        }
        bench.stopServers();
        return List.of(result);
    }

    private static Map<Figure, Double> coldStart(Bench bench, Contestant contestant, Target target) {
        long begin = System.nanoTime();
        try (Child child = bench.start(ColdStart.class, contestant, JVM, target)) {
            child.line();
            double millis = (System.nanoTime() - begin) / NANOS_PER_MILLI;
            Map<Figure, Double> figures = Client.figures(child.line());
            figures.put(Figure.START, millis);
            return figures;
        }
    }
}
