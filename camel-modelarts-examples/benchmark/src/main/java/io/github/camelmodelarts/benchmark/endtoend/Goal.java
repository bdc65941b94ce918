package io.github.camelmodelarts.benchmark.endtoend;

import java.util.Locale;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * A figure to reach.
 *
 * @param against the contestant to compare with; null if the figure itself is the goal
 * @param atLeast whether the bound is the lowest value, not the highest
 */
record Goal(
        Figure figure,
        Contestant of,
        Comparison comparison,
        @Nullable Contestant against,
        boolean atLeast,
        double bound) {

    /** How two contestants are compared. */
    enum Comparison {
        NONE,
        RATIO,
        DIFFERENCE
    }

    /** How far a goal was reached. */
    enum Verdict {
        REACHED("reached"),
        MISSED("not reached"),
        NOISE("noise: the goal is within the spread");

        private final String text;

        Verdict(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    static Goal ratioAtLeast(Figure figure, Contestant of, Contestant against, double bound) {
        return new Goal(figure, of, Comparison.RATIO, against, true, bound);
    }

    static Goal ratioAtMost(Figure figure, Contestant of, Contestant against, double bound) {
        return new Goal(figure, of, Comparison.RATIO, against, false, bound);
    }

    static Goal differenceAtMost(Figure figure, Contestant of, Contestant against, double bound) {
        return new Goal(figure, of, Comparison.DIFFERENCE, against, false, bound);
    }

    static Goal atLeast(Figure figure, Contestant of, double bound) {
        return new Goal(figure, of, Comparison.NONE, null, true, bound);
    }

    static Goal atMost(Figure figure, Contestant of, double bound) {
        return new Goal(figure, of, Comparison.NONE, null, false, bound);
    }

    /** What was measured; empty if one of the contestants did not take part. */
    Optional<Series> measured(Result result) {
        Optional<Series> own = result.series(of, figure);
        if (against == null) {
            return own;
        }
        Optional<Series> other = result.series(against, figure);
        return own.flatMap(a ->
                other.map(b -> a.with(b, comparison == Comparison.RATIO ? (x, y) -> x / y : (x, y) -> x - y)));
    }

    Verdict verdict(Series measured) {
        if (measured.spans(bound) && measured.min() < measured.max()) {
            return Verdict.NOISE;
        }
        boolean reached = atLeast ? measured.median() >= bound : measured.median() <= bound;
        return reached ? Verdict.REACHED : Verdict.MISSED;
    }

    /** What is compared with what. */
    String text() {
        return figure.label() + ": " + of.label()
                + switch (comparison) {
                    case NONE -> "";
                    case RATIO -> " / ";
                    case DIFFERENCE -> " - ";
                }
                + (against == null ? "" : against.label());
    }

    String boundText() {
        return (atLeast ? ">= " : "<= ") + format(bound);
    }

    String format(double value) {
        return comparison == Comparison.RATIO ? String.format(Locale.ROOT, "%.2f", value) : figure.format(value);
    }
}
