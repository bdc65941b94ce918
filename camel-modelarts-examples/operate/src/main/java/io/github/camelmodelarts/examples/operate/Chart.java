package io.github.camelmodelarts.examples.operate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Draws the curves of a panel over time as SVG, with the troubles as bands behind them. Colours come from the page. */
final class Chart {

    /** There are so many colours; further curves use them again with dashes. */
    static final int COLOURS = 8;

    private static final int WIDTH = 560;
    private static final int HEIGHT = 220;
    private static final int LEFT = 58;
    private static final int RIGHT = 10;
    private static final int TOP = 20;
    private static final int BOTTOM = 24;
    private static final int ROWS = 4;
    private static final double[] STEPS = {1, 2, 2.5, 5, 10};

    private final StringBuilder svg = new StringBuilder();
    private final double seconds;

    private Chart(double seconds) {
        this.seconds = seconds;
    }

    /** Returns the element {@code svg}. */
    static String of(Panel panel, Map<String, double[]> curves, List<Sample> samples, double seconds) {
        Chart chart = new Chart(seconds);
        double most = curves.values().stream()
                .flatMapToDouble(Arrays::stream)
                .filter(Double::isFinite)
                .max()
                .orElse(0);
        double step = step(most / ROWS);
        double top = step * Math.max(1, Math.ceil(most / step - 1e-9));
        chart.add(
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n",
                WIDTH, HEIGHT, Html.text(panel.title() + ". " + summary(panel, curves)));
        chart.troubles();
        for (double value = 0; value <= top + step / 2; value += step) {
            chart.row(value / top, value == 0 ? "0" : panel.unit().format(value));
        }
        chart.times();
        List<Map.Entry<String, double[]>> all = new ArrayList<>(curves.entrySet());
        // the first one is the most important: it covers the others
        for (int i = all.size() - 1; i >= 0; i--) {
            chart.curve(all.get(i).getKey(), i, all.get(i).getValue(), samples, top);
        }
        return chart.svg.append("</svg>\n").toString();
    }

    private static String summary(Panel panel, Map<String, double[]> curves) {
        List<String> words = new ArrayList<>();
        curves.forEach(
                (name, values) -> words.add(name + " at most " + panel.unit().format(highest(values))));
        return String.join(", ", words);
    }

    /** The highest value, {@code NaN} if there is none. */
    static double highest(double[] values) {
        return Arrays.stream(values).filter(Double::isFinite).max().orElse(Double.NaN);
    }

    /** A round number that is not less. */
    private static double step(double least) {
        if (least <= 0) {
            return 1.0 / ROWS;
        }
        double ten = Math.pow(10, Math.floor(Math.log10(least)));
        for (double step : STEPS) {
            if (step * ten >= least) {
                return step * ten;
            }
        }
        return 10 * ten;
    }

    private void troubles() {
        for (Trouble trouble : Trouble.values()) {
            double from = x(trouble.begin(seconds));
            double width = x(trouble.end(seconds)) - from;
            add(
                    "<g class=\"trouble\"><title>%s: %s</title><rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>",
                    trouble.letter(), Html.text(trouble.description()), from, TOP, width, HEIGHT - TOP - BOTTOM);
            add(
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text></g>\n",
                    from + width / 2, TOP - 6, trouble.letter());
        }
    }

    private void row(double part, String label) {
        double y = y(part);
        add("<path class=\"row\" d=\"M%d %.1fH%d\"/>", LEFT, y, WIDTH - RIGHT);
        add("<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n", LEFT - 6, y + 4, Html.text(label));
    }

    private void times() {
        double step = step(seconds / 6);
        for (double second = 0; second <= seconds; second += step) {
            String anchor = second + step > seconds && x(second) > WIDTH - RIGHT - 12 ? "end" : "middle";
            add(
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"%s\">%s</text>\n",
                    x(second), HEIGHT - 6, anchor, second == 0 ? "0" : Unit.SECONDS.format(second));
        }
    }

    private void curve(String name, int index, double[] values, List<Sample> samples, double top) {
        add("<path class=\"curve c%d%s\" d=\"", index % COLOURS, index < COLOURS ? "" : " dashed");
        boolean drawing = false;
        for (int i = 0; i < values.length; i++) {
            if (Double.isFinite(values[i])) {
                add("%s%.1f %.1f", drawing ? "L" : "M", x(samples.get(i).second()), y(values[i] / top));
                // so that a single point can be seen
                add("%s", drawing ? "" : "h0.1");
            }
            drawing = Double.isFinite(values[i]);
        }
        add("\"><title>%s</title></path>\n", Html.text(name));
    }

    private double x(double second) {
        return LEFT + Math.min(second, seconds) / seconds * (WIDTH - LEFT - RIGHT);
    }

    private double y(double part) {
        return HEIGHT - BOTTOM - part * (HEIGHT - TOP - BOTTOM);
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }
}
