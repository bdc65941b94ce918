package io.github.camelmodelarts.examples.scaleout;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.DoubleUnaryOperator;

/** Draws curves as an SVG file that adapts to light and dark. Each curve has its name at its end. */
final class Chart {

    /** One curve. Dashed if it is only to compare with. */
    record Curve(String name, boolean dashed, List<Point> points) {
        Curve {
            points = List.copyOf(points);
        }
    }

    /** One point of a curve. */
    record Point(double x, double y) {}

    private static final int WIDTH = 760;
    private static final int HEIGHT = 420;
    private static final int LEFT = 70;
    private static final int RIGHT = 205;
    private static final int TOP = 56;
    private static final int BOTTOM = 58;
    private static final int ROWS = 5;
    private static final int LINE = 16;
    private static final int COLOURS = 4;
    private static final double[] STEPS = {1, 2, 2.5, 5, 10};

    private static final String STYLE = """
            <style>
            svg { --paper: #ffffff; --ink: #1c2430; --soft: #566172; --line: #dfe3e9; --c0: #0b57c2; --c1: #c2410c; --c2: #13703a; --c3: #7c3aed; }
            @media (prefers-color-scheme: dark) {
              svg { --paper: #14181f; --ink: #e7ebf1; --soft: #a5b0c0; --line: #2f3844; --c0: #8ab4ff; --c1: #ffab70; --c2: #6fd08c; --c3: #c4a7ff; }
            }
            .paper { fill: var(--paper); }
            text { fill: var(--soft); font: 13px system-ui, "Segoe UI", "DejaVu Sans", sans-serif; }
            .title { fill: var(--ink); font-size: 16px; font-weight: 600; }
            .name { font-weight: 600; }
            .row { stroke: var(--line); fill: none; }
            .curve { fill: none; stroke-width: 2.5; stroke-linejoin: round; stroke-linecap: round; }
            .dashed { stroke-dasharray: 4 6; stroke-width: 1.5; }
            .c0 { stroke: var(--c0); } .c1 { stroke: var(--c1); } .c2 { stroke: var(--c2); } .c3 { stroke: var(--c3); }
            .soft { stroke: var(--soft); }
            .f0 { fill: var(--c0); } .f1 { fill: var(--c1); } .f2 { fill: var(--c2); } .f3 { fill: var(--c3); }
            </style>
            """;

    private final StringBuilder svg = new StringBuilder();
    private final double leftmost;
    private final double rightmost;
    private final double top;
    private final DoubleUnaryOperator scale;

    private Chart(Collection<Double> xs, double most, boolean logarithmic) {
        scale = logarithmic ? Math::log : DoubleUnaryOperator.identity();
        // a linear axis begins at zero, so that proportional growth is a straight line through the corner
        leftmost = logarithmic ? scale.applyAsDouble(xs.iterator().next()) : 0;
        rightmost = xs.stream().mapToDouble(scale::applyAsDouble).max().orElse(1);
        double step = step(most / ROWS);
        top = step * Math.max(1, Math.ceil(most / step - 1e-9));
        for (double value = 0; value <= top + step / 2; value += step) {
            row(value);
        }
        for (double x : xs) {
            add("<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>%n", x(x), HEIGHT - BOTTOM + 20, number(x));
        }
    }

    /**
     * Returns the file.
     *
     * @param logarithmic whether equal factors have equal distances on the horizontal axis
     */
    static String svg(String title, String xTitle, String yTitle, boolean logarithmic, List<Curve> curves) {
        TreeSet<Double> xs = new TreeSet<>();
        double most = 0;
        for (Curve curve : curves) {
            for (Point point : curve.points()) {
                xs.add(point.x());
                most = Math.max(most, point.y());
            }
        }
        if (xs.isEmpty()) {
            throw new IllegalArgumentException("There is nothing to draw");
        }
        Chart chart = new Chart(xs, most, logarithmic);
        chart.curves(curves);
        return """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" aria-label="%s">
                %s<rect class="paper" width="%d" height="%d"/>
                <text class="title" x="20" y="28">%s</text>
                <text x="20" y="%d">%s</text>
                <text x="%d" y="%d" text-anchor="middle">%s</text>
                %s</svg>
                """.formatted(
                        WIDTH,
                        HEIGHT,
                        escaped(title),
                        STYLE,
                        WIDTH,
                        HEIGHT,
                        escaped(title),
                        TOP - 8,
                        escaped(yTitle),
                        (LEFT + WIDTH - RIGHT) / 2,
                        HEIGHT - 14,
                        escaped(xTitle),
                        chart.svg);
    }

    /** A round number that is not less. */
    private static double step(double least) {
        if (least <= 0) {
            return 1;
        }
        double ten = Math.pow(10, Math.floor(Math.log10(least)));
        for (double step : STEPS) {
            if (step * ten >= least) {
                return step * ten;
            }
        }
        return 10 * ten;
    }

    private void row(double value) {
        add("<path class=\"row\" d=\"M%d %.1fH%d\"/>", LEFT, y(value), WIDTH - RIGHT);
        add("<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>%n", LEFT - 8, y(value) + 4, number(value));
    }

    private void curves(List<Curve> curves) {
        int colour = 0;
        Map<Curve, Double> heights = heights(curves);
        for (Curve curve : curves) {
            String stroke = curve.dashed() ? "dashed soft" : "c" + colour % COLOURS;
            String fill = curve.dashed() ? "" : " f" + colour % COLOURS;
            StringBuilder path = new StringBuilder();
            for (Point point : curve.points()) {
                path.append(String.format(
                        Locale.ROOT, "%s%.1f %.1f", path.isEmpty() ? "M" : "L", x(point.x()), y(point.y())));
            }
            add("<path class=\"curve %s\" d=\"%s\"/>%n", stroke, path);
            for (Point point : curve.points()) {
                if (!curve.dashed()) {
                    add(
                            "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"4\"/>%n",
                            fill.trim(), x(point.x()), y(point.y()));
                }
            }
            Point last = last(curve);
            add(
                    "<text class=\"name%s\" x=\"%.1f\" y=\"%.1f\">%s</text>%n",
                    fill,
                    x(last.x()) + 10,
                    heights.getOrDefault(curve, 0.0),
                    escaped(curve.name() + ", " + number(last.y())));
            colour += curve.dashed() ? 0 : 1;
        }
    }

    private static Point last(Curve curve) {
        return curve.points().get(curve.points().size() - 1);
    }

    /** The heights of the names: at the ends of their curves, or above, so that none covers another. */
    private Map<Curve, Double> heights(List<Curve> curves) {
        Map<Curve, Double> heights = new HashMap<>();
        double lowest = HEIGHT;
        for (Curve curve : curves.stream()
                .sorted(Comparator.comparingDouble(curve -> last(curve).y()))
                .toList()) {
            lowest = Math.min(y(last(curve).y()) + 4, lowest - LINE);
            heights.put(curve, lowest);
        }
        return heights;
    }

    private double x(double value) {
        double width = rightmost > leftmost ? rightmost - leftmost : 1;
        return LEFT + (scale.applyAsDouble(value) - leftmost) / width * (WIDTH - LEFT - RIGHT);
    }

    private double y(double value) {
        return HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM - 10);
    }

    private static String number(double value) {
        return value == Math.rint(value) || value >= 100
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, value >= 1 ? "%.1f" : "%.2f", value);
    }

    private static String escaped(String plain) {
        return plain.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }
}
