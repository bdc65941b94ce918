package io.github.camelmodelarts.benchmark.endtoend;

import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;

/**
 * The values of one figure, one for each repeat, in the order in which they were measured. Immutable.
 *
 * @param values at least one value
 */
record Series(List<Double> values) {

    Series {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("There is no value");
        }
        values = List.copyOf(values);
    }

    double median() {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    double min() {
        return values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }

    double max() {
        return values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }

    /** Combines each value with the value of the same repeat of another series: repeats side by side have the same noise. */
    Series with(Series other, DoubleBinaryOperator combine) {
        int repeats = Math.min(values.size(), other.values.size());
        return new Series(IntStream.range(0, repeats)
                .mapToObj(i -> combine.applyAsDouble(values.get(i), other.values.get(i)))
                .toList());
    }

    /** Whether a value lies within the spread. */
    boolean spans(double value) {
        return min() <= value && value <= max();
    }
}
