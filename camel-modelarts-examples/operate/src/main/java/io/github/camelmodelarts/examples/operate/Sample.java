package io.github.camelmodelarts.examples.operate;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code /observe/metrics} said at one moment. Immutable.
 *
 * @param second the time since the start of the run
 */
record Sample(double second, Map<Series, Double> values) {

    private static final Pattern LINE = Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    /** The name of a metric as Prometheus knows it, and its labels. */
    record Series(String metric, Map<String, String> labels) {
        Series {
            labels = Map.copyOf(labels);
        }
    }

    Sample {
        values = Map.copyOf(values);
    }

    /** Reads the text format of Prometheus, version 0.0.4, as Micrometer writes it: without times. Other lines are left out. */
    static Sample parse(double second, String text) {
        Map<Series, Double> values = new HashMap<>();
        text.lines().map(LINE::matcher).filter(Matcher::matches).forEach(line -> {
            Map<String, String> labels = new HashMap<>();
            if (line.group(2) != null) {
                LABEL.matcher(line.group(2))
                        .results()
                        .forEach(label -> labels.put(label.group(1), unescaped(label.group(2))));
            }
            values.put(new Series(line.group(1), labels), number(line.group(3)));
        });
        return new Sample(second, values);
    }

    private static String unescaped(String value) {
        return value.replace("\\n", "\n").replace("\\\"", "\"").replace("\\\\", "\\");
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }
}
