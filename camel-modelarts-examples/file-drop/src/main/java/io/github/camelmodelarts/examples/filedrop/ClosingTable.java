package io.github.camelmodelarts.examples.filedrop;

import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/** Formats rows as a text table. */
final class ClosingTable {

    private static final int WIDEST = 56;
    private static final List<String> HEAD = List.of("FILE", "SERVICE", "OUTCOME", "BEST", "SCORE", "TIME");
    /** The first column with numbers, which are aligned right. */
    private static final int NUMBERS = 4;

    private ClosingTable() {}

    /** Returns a line for each row, sorted by file. The services of a file stay in the order of the calls. */
    static String of(List<Row> rows) {
        List<List<String>> lines = rows.stream()
                .sorted(Comparator.comparing(Row::file))
                .map(ClosingTable::cells)
                .toList();
        int[] widths = new int[HEAD.size()];
        Arrays.setAll(
                widths,
                column -> Math.max(
                        HEAD.get(column).length(),
                        lines.stream()
                                .mapToInt(line -> line.get(column).length())
                                .max()
                                .orElse(0)));
        StringBuilder text = new StringBuilder();
        append(text, HEAD, widths);
        lines.forEach(line -> append(text, line, widths));
        return text.toString();
    }

    private static List<String> cells(Row row) {
        return List.of(
                fitting(row.file(), WIDEST),
                row.service(),
                row.outcome().toString(),
                fitting(row.best(), WIDEST),
                score(row.score()),
                seconds(row.time()));
    }

    private static String score(@Nullable Double score) {
        return score == null ? "-" : String.format(Locale.ROOT, "%.3f", score);
    }

    private static String seconds(@Nullable Duration time) {
        return time == null ? "-" : String.format(Locale.ROOT, "%.2f s", time.toMillis() / 1000.0);
    }

    /** Returns the text as one printable line of limited length. File names and texts of pages can contain any characters. */
    static String fitting(String text, int widest) {
        String printable = text.replaceAll("\\p{Cntrl}", " ");
        return printable.length() <= widest ? printable : printable.substring(0, widest - 3) + "...";
    }

    private static void append(StringBuilder text, List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String padding = " ".repeat(widths[column] - cells.get(column).length());
            line.append(column >= NUMBERS ? padding + cells.get(column) : cells.get(column) + padding)
                    .append("  ");
        }
        text.append(line.toString().stripTrailing()).append(System.lineSeparator());
    }
}
