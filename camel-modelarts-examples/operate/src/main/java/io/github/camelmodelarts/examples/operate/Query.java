package io.github.camelmodelarts.examples.operate;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.camelmodelarts.examples.operate.Sample.Series;

/**
 * One or several curves of a panel: an expression in PromQL for the dashboard, and the same computed from the samples of a run for the page.
 *
 * @param metric the name that Prometheus knows; of a timer without {@code _count} and {@code _bucket}
 * @param by the labels that tell the curves apart
 * @param name the name of the only curve; with labels, what comes before their values
 * @param quantile for {@link Kind#QUANTILE}
 */
record Query(Kind kind, String metric, List<String> by, String name, double quantile) {

    /** In Grafana, Prometheus chooses the window of a rate. On the page it is this number of samples. */
    static final int WINDOW = 3;

    private static final String BUCKET = "le";
    private static final String OUTCOME = "outcome";
    private static final String SUCCESS = "SUCCESS";

    /** What is computed. */
    enum Kind {
        /** The sum of the values of a gauge. */
        VALUE,
        /** How much a counter grows in a second. */
        RATE,
        /** The share of a timer's calls that did not succeed. */
        ERROR_SHARE,
        /** A quantile of the times of a timer, from its buckets. */
        QUANTILE
    }

    static Query value(String metric, String name, String... by) {
        return new Query(Kind.VALUE, metric, List.of(by), name, 0);
    }

    static Query rate(String metric, String name, String... by) {
        return new Query(Kind.RATE, metric, List.of(by), name, 0);
    }

    static Query errorShare(String timer, String... by) {
        return new Query(Kind.ERROR_SHARE, timer, List.of(by), "", 0);
    }

    static Query quantile(double quantile, String timer, String name) {
        return new Query(Kind.QUANTILE, timer, List.of(), name, quantile);
    }

    /** The expression of the dashboard. */
    String promQl() {
        return switch (kind) {
            case VALUE -> sum(by) + "(" + metric + ")";
            case RATE -> sum(by) + "(" + rated("") + ")";
            case ERROR_SHARE ->
                sum(by) + "(" + rated("{" + OUTCOME + "!=\"" + SUCCESS + "\"}") + ") / scalar(sum(" + rated("") + "))";
            case QUANTILE -> "histogram_quantile(" + quantile + ", " + sum(List.of(BUCKET)) + "(" + rated("") + "))";
        };
    }

    /** The name of the metric in the expression. */
    String exposed() {
        return kind == Kind.QUANTILE ? metric + "_bucket" : metric;
    }

    private String rated(String filter) {
        return "rate(" + exposed() + filter + "[$__rate_interval])";
    }

    private static String sum(List<String> by) {
        return by.isEmpty() ? "sum" : "sum by (" + String.join(", ", by) + ") ";
    }

    /** The names of the curves in Grafana. */
    String legend() {
        String labels = by.stream().map(label -> "{{" + label + "}}").collect(Collectors.joining(" "));
        return (name + " " + labels).strip();
    }

    /** Computes the curves by their names, in the order of the names. A curve has a value for each sample, {@code NaN} where there is none. */
    Map<String, double[]> curves(List<Sample> samples) {
        Map<String, double[]> curves = new LinkedHashMap<>();
        for (List<String> group : groups(samples)) {
            String curve = (name + " " + String.join(" ", group)).strip();
            curves.put(
                    curve,
                    IntStream.range(0, samples.size())
                            .mapToDouble(i -> at(samples, i, group))
                            .toArray());
        }
        return curves;
    }

    private double at(List<Sample> samples, int i, List<String> group) {
        Sample now = samples.get(i);
        Sample before = samples.get(Math.max(0, i - WINDOW));
        double seconds = now.second() - before.second();
        return switch (kind) {
            case VALUE -> value(now, group);
            case RATE -> growth(before, now, group, true) / seconds;
            case ERROR_SHARE -> growth(before, now, group, true) / growth(before, now, List.of(), false);
            case QUANTILE -> quantile(before, now);
        };
    }

    /** All values of the labels that there are. */
    private Set<List<String>> groups(List<Sample> samples) {
        return samples.stream()
                .flatMap(sample -> sample.values().keySet().stream())
                .filter(series -> series.metric().equals(exposed()) && isMeant(series))
                .map(this::group)
                .collect(Collectors.toCollection(() ->
                        new TreeSet<>((a, b) -> Arrays.compare(a.toArray(String[]::new), b.toArray(String[]::new)))));
    }

    private List<String> group(Series series) {
        return by.stream().map(label -> series.labels().getOrDefault(label, "")).toList();
    }

    private boolean isMeant(Series series) {
        return kind != Kind.ERROR_SHARE || !SUCCESS.equals(series.labels().get(OUTCOME));
    }

    private double value(Sample sample, List<String> group) {
        return sample.values().entrySet().stream()
                .filter(entry -> entry.getKey().metric().equals(metric))
                .filter(entry -> group(entry.getKey()).equals(group))
                .mapToDouble(Map.Entry::getValue)
                .reduce(Double::sum)
                .orElse(Double.NaN);
    }

    /** A counter that was not there before began at 0. One that is lower than before began again, because the process was restarted. */
    private double growth(Sample before, Sample now, List<String> group, boolean grouped) {
        return now.values().entrySet().stream()
                .filter(entry -> entry.getKey().metric().equals(exposed()))
                .filter(entry -> !grouped
                        || (isMeant(entry.getKey()) && group(entry.getKey()).equals(group)))
                .mapToDouble(entry -> {
                    double was = before.values().getOrDefault(entry.getKey(), 0.0);
                    return entry.getValue() < was ? entry.getValue() : entry.getValue() - was;
                })
                .sum();
    }

    /** As Prometheus computes it: within a bucket, the times are taken as evenly spread. */
    private double quantile(Sample before, Sample now) {
        TreeMap<Double, Double> upTo = new TreeMap<>();
        now.values().forEach((series, count) -> {
            if (series.metric().equals(exposed())) {
                double bound = Double.parseDouble(
                        series.labels().getOrDefault(BUCKET, "+Inf").replace("+Inf", "Infinity"));
                upTo.merge(bound, count - before.values().getOrDefault(series, 0.0), Double::sum);
            }
        });
        if (upTo.isEmpty() || upTo.lastEntry().getValue() <= 0) {
            return Double.NaN;
        }
        double rank = quantile * upTo.lastEntry().getValue();
        double lower = 0;
        double below = 0;
        for (Map.Entry<Double, Double> bucket : upTo.entrySet()) {
            if (bucket.getValue() >= rank) {
                return bucket.getKey().isInfinite()
                        ? lower
                        : lower + (bucket.getKey() - lower) * (rank - below) / (bucket.getValue() - below);
            }
            lower = bucket.getKey();
            below = bucket.getValue();
        }
        return lower;
    }
}
