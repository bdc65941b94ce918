package io.github.camelmodelarts.benchmark.endtoend;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The end-to-end benchmark: runs the scenarios, prints the figures, and writes the page. */
public final class EndToEnd {

    private EndToEnd() {}

    /** Runs the benchmark; an unknown argument prints the options. */
    public static void main(String... args) throws IOException, InterruptedException {
        Options options;
        try {
            options = Options.of(args);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + ". The options are:\n" + Options.usage());
            System.exit(1);
            return;
        }
        List<Scenario> scenarios = new ArrayList<>();
        scenarios.addAll(LoadScenario.all());
        scenarios.addAll(FileScenario.all());
        scenarios.add(new EventsScenario());
        scenarios.add(new StartScenario());
        List<Result> results = new ArrayList<>();
        List<String> skipped;
        try (Bench bench = new Bench(options)) {
            for (Scenario scenario : scenarios) {
                boolean named = options.only().isEmpty() || options.only().contains(scenario.name());
                if (named && options.wires().contains(scenario.wire())) {
                    for (Result result : scenario.run(bench)) {
                        System.out.println("\n" + result.title() + "\n\n" + Tables.figures(result));
                        results.add(result);
                    }
                }
            }
            skipped = bench.skipped();
        }
        System.out.println(Tables.goals(results));
        if (options.page().isPresent()) {
            new Page(results, skipped, List.of(args)).write(options.page().get());
        }
    }
}
