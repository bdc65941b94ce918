package io.github.camelmodelarts.benchmark.endtoend;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The figures of all contestants under the same conditions. Not thread-safe. */
final class Result {

    private final String name;
    private final String title;
    private final Contestant baseline;
    private final List<Figure> charted;
    private final List<Goal> goals;
    private final Map<Contestant, Map<Figure, List<Double>>> values = new EnumMap<>(Contestant.class);

    /**
     * Creates a result without figures.
     *
     * @param name the name of its chart's file
     * @param baseline the contestant with which the others are compared
     * @param charted the figures to draw
     */
    Result(String name, String title, Contestant baseline, List<Figure> charted, List<Goal> goals) {
        this.name = name;
        this.title = title;
        this.baseline = baseline;
        this.charted = charted;
        this.goals = goals;
    }

    String name() {
        return name;
    }

    String title() {
        return title;
    }

    Contestant baseline() {
        return baseline;
    }

    List<Figure> charted() {
        return charted;
    }

    List<Goal> goals() {
        return goals;
    }

    /** Adds the figures of one repeat. */
    void add(Contestant contestant, Map<Figure, Double> figures) {
        Map<Figure, List<Double>> own = values.computeIfAbsent(contestant, key -> new EnumMap<>(Figure.class));
        figures.forEach((figure, value) ->
                own.computeIfAbsent(figure, key -> new ArrayList<>()).add(value));
    }

    Set<Contestant> contestants() {
        return values.keySet();
    }

    Set<Figure> figures() {
        Set<Figure> figures = EnumSet.noneOf(Figure.class);
        values.values().forEach(own -> figures.addAll(own.keySet()));
        return figures;
    }

    Optional<Series> series(Contestant contestant, Figure figure) {
        return Optional.ofNullable(values.get(contestant))
                .map(own -> own.get(figure))
                .map(Series::new);
    }
}
