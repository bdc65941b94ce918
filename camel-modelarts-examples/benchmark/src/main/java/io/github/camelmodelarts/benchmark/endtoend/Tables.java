package io.github.camelmodelarts.benchmark.endtoend;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleFunction;

/** Writes results as Markdown tables, which are also readable on a console. */
final class Tables {

    /** Figures that are also shown as a ratio. */
    private static final List<Figure> COMPARED =
            List.of(Figure.CPU, Figure.RATE, Figure.FILE_RATE, Figure.FILE_CPU, Figure.START, Figure.START_CPU);

    private Tables() {}

    /** All figures of a result: the median of the repeats, and their spread. */
    static String figures(Result result) {
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of(""));
        for (Figure figure : result.figures()) {
            head.add(figure.label());
            if (isCompared(figure, result)) {
                head.add("ratio");
            }
        }
        rows.add(head);
        for (Contestant contestant : result.contestants()) {
            List<String> row = new ArrayList<>(List.of(contestant.label()));
            for (Figure figure : result.figures()) {
                Optional<Series> own = result.series(contestant, figure);
                row.add(own.map(series -> spread(series, figure::format)).orElse(""));
                if (isCompared(figure, result)) {
                    row.add(own.map(series -> ratio(series, contestant, figure, result))
                            .orElse(""));
                }
            }
            rows.add(row);
        }
        return table(rows);
    }

    private static boolean isCompared(Figure figure, Result result) {
        return COMPARED.contains(figure) && result.contestants().contains(result.baseline());
    }

    /** The median, with the lowest and highest value if they look different. */
    private static String spread(Series series, DoubleFunction<String> format) {
        String median = format.apply(series.median());
        String min = format.apply(series.min());
        String max = format.apply(series.max());
        return min.equals(max) ? median : median + " (" + min + " to " + max + ")";
    }

    private static String ratio(Series own, Contestant contestant, Figure figure, Result result) {
        if (contestant == result.baseline()) {
            return "1";
        }
        Series ratios = own.with(result.series(result.baseline(), figure).orElseThrow(), (a, b) -> a / b);
        return spread(ratios, ratio -> String.format(Locale.ROOT, "%.2f", ratio)) + (ratios.spans(1) ? " noise" : "");
    }

    /** The goals of some results. Empty if there is none. */
    static String goals(List<Result> results) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("conditions", "what", "goal", "measured", ""));
        for (Result result : results) {
            for (Goal goal : result.goals()) {
                goal.measured(result)
                        .ifPresent(series -> rows.add(List.of(
                                result.title(),
                                goal.text(),
                                goal.boundText(),
                                spread(series, goal::format),
                                goal.verdict(series).toString())));
            }
        }
        return rows.size() == 1 ? "" : table(rows);
    }

    private static String table(List<List<String>> rows) {
        int columns = rows.get(0).size();
        List<Integer> widths = new ArrayList<>();
        for (int column = 0; column < columns; column++) {
            int place = column;
            widths.add(rows.stream()
                    .map(row -> row.get(place).length())
                    .max(Comparator.naturalOrder())
                    .orElse(0));
        }
        StringBuilder text = new StringBuilder();
        for (int row = 0; row < rows.size(); row++) {
            text.append('|');
            for (int column = 0; column < columns; column++) {
                String cell = rows.get(row).get(column);
                text.append(' ')
                        .append(cell)
                        .append(" ".repeat(widths.get(column) - cell.length()))
                        .append(" |");
            }
            text.append('\n');
            if (row == 0) {
                text.append('|');
                widths.forEach(width -> text.append("-".repeat(width + 2)).append('|'));
                text.append('\n');
            }
        }
        return text.toString();
    }
}
