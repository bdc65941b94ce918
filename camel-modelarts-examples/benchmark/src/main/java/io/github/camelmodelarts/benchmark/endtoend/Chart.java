package io.github.camelmodelarts.benchmark.endtoend;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Draws bars with error whiskers as SVG: one panel for each figure, one bar for each contestant. */
final class Chart {

    private static final int LABELS = 250;
    private static final int BARS = 190;
    private static final int VALUES = 70;
    private static final int ROW = 24;
    private static final int BAR = 14;
    private static final int TOP = 64;
    private static final int MARGIN = 16;
    /** Half the height of a whisker's end. */
    private static final int TICK = 4;

    private final StringBuilder svg = new StringBuilder();

    private Chart() {}

    /** Returns the SVG document. */
    static String of(Result result) {
        List<Contestant> contestants = new ArrayList<>(result.contestants());
        List<Figure> figures =
                result.charted().stream().filter(result.figures()::contains).toList();
        int width = LABELS + figures.size() * (BARS + VALUES) + 2 * MARGIN;
        int height = TOP + contestants.size() * ROW + MARGIN;
        Chart chart = new Chart();
        chart.add("""
                <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" \
                font-family="Helvetica, Arial, sans-serif" font-size="12" fill="#24292f">
                <rect width="100%%" height="100%%" fill="#ffffff"/>
                """, width, height, width, height);
        chart.text(MARGIN, MARGIN + 8, "font-size=\"14\" font-weight=\"bold\"", result.title());
        for (int i = 0; i < contestants.size(); i++) {
            chart.text(MARGIN, TOP + i * ROW + BAR - 2, "", contestants.get(i).label());
        }
        for (int i = 0; i < figures.size(); i++) {
            chart.panel(MARGIN + LABELS + i * (BARS + VALUES), figures.get(i), contestants, result);
        }
        return chart.svg.append("</svg>\n").toString();
    }

    private void panel(int left, Figure figure, List<Contestant> contestants, Result result) {
        text(left, TOP - 14, "font-weight=\"bold\"", figure.label());
        double most = contestants.stream()
                .flatMap(contestant -> result.series(contestant, figure).stream())
                .mapToDouble(Series::max)
                .max()
                .orElse(1);
        double scale = BARS / Math.max(most, Double.MIN_NORMAL);
        for (int i = 0; i < contestants.size(); i++) {
            Contestant contestant = contestants.get(i);
            int top = TOP + i * ROW;
            result.series(contestant, figure)
                    .ifPresent(series -> bar(left, top, scale, series, figure, contestant.isOurs()));
        }
    }

    private void bar(int left, int top, double scale, Series series, Figure figure, boolean ours) {
        add(
                "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>\n",
                left, top, series.median() * scale, BAR, ours ? "#c7000b" : "#8c959f");
        double from = left + series.min() * scale;
        double to = left + series.max() * scale;
        int middle = top + BAR / 2;
        add(
                "<path d=\"M%.1f %dV%dM%.1f %dH%.1fM%.1f %dV%d\" stroke=\"#24292f\" fill=\"none\"/>\n",
                from, middle - TICK, middle + TICK, from, middle, to, to, middle - TICK, middle + TICK);
        text(to + 6, top + BAR - 2, "", figure.format(series.median()));
    }

    private void text(double x, int y, String attributes, String text) {
        add(
                "<text x=\"%.1f\" y=\"%d\" %s>%s</text>\n",
                x, y, attributes, text.replace("&", "&amp;").replace("<", "&lt;"));
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }
}
