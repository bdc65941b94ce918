package io.github.camelmodelarts.benchmark.endtoend;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static io.github.camelmodelarts.benchmark.endtoend.Contestant.APP_CODE;
import static io.github.camelmodelarts.benchmark.endtoend.Contestant.HTTP;
import static io.github.camelmodelarts.benchmark.endtoend.Contestant.HTTP_RAISED;
import static io.github.camelmodelarts.benchmark.endtoend.Contestant.NETTY_HTTP;
import static io.github.camelmodelarts.benchmark.endtoend.Contestant.NONE;
import static io.github.camelmodelarts.benchmark.endtoend.Contestant.RAW;
import static io.github.camelmodelarts.benchmark.endtoend.Contestant.RAW_SIGNED;
import static io.github.camelmodelarts.benchmark.endtoend.Contestant.SIGNED;
import static io.github.camelmodelarts.benchmark.endtoend.Contestant.VERTX_HTTP;

/**
 * Keeps calls with small JSON in flight.
 *
 * @param repeats how often each contestant is measured, unless the options say it
 * @param steps measured one after the other, with the same processes
 */
record LoadScenario(String name, Wire wire, int delayMillis, int repeats, List<Step> steps) implements Scenario {

    private static final List<String> JVM = List.of("-Xms512m", "-Xmx1g");
    private static final int WARM_UP_MILLIS = 1000;
    /** With a delay, a window is at least this many times the delay, and this many times as long as without. */
    private static final int DELAYS = 3;

    private static final int LONGER = 2;

    /** A number of calls in flight, and what is measured with it. */
    record Step(int inFlight, List<Contestant> contestants, List<Goal> goals) {}

    /** All of them, in the order of the page. */
    static List<LoadScenario> all() {
        return List.of(
                small(
                        Wire.PLAIN,
                        List.of(SIGNED, RAW, RAW_SIGNED, HTTP_RAISED, NONE, APP_CODE, HTTP, VERTX_HTTP, NETTY_HTTP)),
                small(Wire.TLS, List.of(SIGNED, RAW, RAW_SIGNED, HTTP_RAISED, NONE)),
                slow("inflight-1000", Wire.PLAIN, 1000, 200, List.of(SIGNED, RAW, HTTP_RAISED, VERTX_HTTP), 45),
                slow("inflight-10000", Wire.PLAIN, 10_000, 2000, List.of(SIGNED, RAW), 300),
                slow("inflight-10000", Wire.HTTP2, 10_000, 2000, List.of(SIGNED, RAW), 64));
    }

    private static LoadScenario small(Wire wire, List<Contestant> contestants) {
        List<Goal> at64 = List.of(
                Goal.ratioAtMost(Figure.CPU, SIGNED, RAW, 1.25),
                Goal.differenceAtMost(Figure.BYTES, SIGNED, RAW, 2.5),
                Goal.ratioAtLeast(Figure.RATE, SIGNED, RAW, 0.90),
                Goal.ratioAtLeast(Figure.RATE, SIGNED, RAW_SIGNED, 0.95),
                Goal.ratioAtLeast(Figure.RATE, SIGNED, HTTP_RAISED, 1.3));
        List<Goal> at16 = List.of(Goal.ratioAtLeast(Figure.RATE, SIGNED, HTTP_RAISED, 1.0));
        return new LoadScenario(
                "small",
                wire,
                0,
                5,
                List.of(new Step(64, contestants, at64), new Step(16, contestants.subList(0, 4), at16)));
    }

    private static LoadScenario slow(
            String name, Wire wire, int inFlight, int delayMillis, List<Contestant> contestants, double heap) {
        List<Goal> goals = List.of(
                Goal.atLeast(Figure.IDEAL, SIGNED, 0.98),
                Goal.atMost(Figure.THREADS, SIGNED, 32),
                Goal.atMost(Figure.HEAP, SIGNED, heap));
        return new LoadScenario(name, wire, delayMillis, 3, List.of(new Step(inFlight, contestants, goals)));
    }

    @Override
    public List<Result> run(Bench bench) throws IOException {
        int most = steps.stream().mapToInt(Step::inFlight).max().orElseThrow();
        Optional<String> obstacle = Sockets.obstacle(most);
        if (obstacle.isPresent()) {
            bench.skip(name + ", " + wire.label(), obstacle.get());
            return List.of();
        }
        List<Result> results = new ArrayList<>();
        Map<Contestant, Child> clients = new EnumMap<>(Contestant.class);
        try {
            for (Contestant contestant : bench.chosen(steps.get(0).contestants())) {
                int port =
                        bench.server(wire.isTls(), delayMillis, Sockets.areMany(most) ? contestant.argument() : "all");
                Target target = new Target(port, wire.isTls(), wire.isHttp2(), most, bench.store(), Path.of(""));
                clients.put(contestant, bench.client(contestant, JVM, target));
            }
            clients.forEach((contestant, client) -> {
                String last = client.ask("warm-up " + most + " " + delayMillis + " " + WARM_UP_MILLIS + " "
                        + bench.options().warmUpSeconds());
                bench.say("warm " + contestant.argument() + ": " + last);
            });
            for (Step step : steps) {
                results.add(measured(step, clients, bench));
            }
        } finally {
            clients.values().forEach(Child::close);
            bench.stopServers();
        }
        return results;
    }

    private Result measured(Step step, Map<Contestant, Child> clients, Bench bench) {
        String service = delayMillis == 0 ? "" : ", service that takes " + delayMillis + " ms";
        Result result = new Result(
                name + "-" + step.inFlight + "-" + wire.argument(),
                step.inFlight + " calls in flight, " + wire.label() + service,
                RAW,
                delayMillis == 0
                        ? List.of(Figure.CPU, Figure.BYTES, Figure.RATE)
                        : List.of(Figure.IDEAL, Figure.THREADS, Figure.HEAP),
                step.goals);
        int window = bench.options().windowMillis();
        if (delayMillis > 0) {
            window = Math.max(LONGER * window, DELAYS * delayMillis);
        }
        String command = "measure " + step.inFlight + " " + delayMillis + " " + window;
        for (int repeat = 0; repeat < bench.options().repeats().orElse(repeats); repeat++) {
            clients.forEach((contestant, client) -> {
                if (step.contestants.contains(contestant)) {
                    String line = client.ask(command);
                    bench.say(result.name() + " " + contestant.argument() + ": " + line);
                    result.add(contestant, Client.figures(line));
                }
            });
        }
        return result;
    }
}
