package io.github.camelmodelarts.benchmark.endtoend;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import static io.github.camelmodelarts.benchmark.endtoend.Contestant.HTTP;
import static io.github.camelmodelarts.benchmark.endtoend.Contestant.HTTP_UNCACHED;
import static io.github.camelmodelarts.benchmark.endtoend.Contestant.RAW;
import static io.github.camelmodelarts.benchmark.endtoend.Contestant.SIGNED;

/** Receives server-sent events, and measures how long each of them takes from the server to the step that reads it. */
record EventsScenario() implements Scenario {

    private static final List<String> JVM = List.of("-Xmx256m");
    private static final int EVENTS = 30;
    private static final int REPEATS = 3;

    @Override
    public String name() {
        return "events";
    }

    @Override
    public Wire wire() {
        return Wire.PLAIN;
    }

    @Override
    public List<Result> run(Bench bench) {
        Result result = new Result(
                name(),
                "Delay of " + EVENTS + " server-sent events that are " + Server.EVENT_MILLIS + " ms apart, HTTP/1.1",
                RAW,
                List.of(Figure.P50, Figure.HIGHEST),
                List.of(Goal.atMost(Figure.HIGHEST, SIGNED, 10)));
        Map<Contestant, Child> clients = new EnumMap<>(Contestant.class);
        try {
            int port = bench.server(false, 0, "all");
            Target target =
                    new Target(port, false, false, 1, bench.store(), Path.of(""), Target.Response.EVENTS, EVENTS);
            for (Contestant contestant : bench.chosen(List.of(SIGNED, RAW, HTTP, HTTP_UNCACHED))) {
                clients.put(contestant, bench.client(contestant, JVM, target));
            }
            bench.takeTurns(result, clients, "events", REPEATS);
        } finally {
            clients.values().forEach(Child::close);
            bench.stopServers();
        }
        return List.of(result);
    }
}
