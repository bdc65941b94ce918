package io.github.camelmodelarts.examples.filedrop;

import java.util.List;
import java.util.stream.Collectors;

/** Formats the console line of a file. */
final class Progress {

    private static final int WIDEST = 120;

    private Progress() {}

    static String line(int number, int of, String file, List<Row> rows) {
        int digits = String.valueOf(of).length();
        String what = rows.stream().map(Progress::step).collect(Collectors.joining("; "));
        return String.format("[%" + digits + "d/%d] %s  %s", number, of, ClosingTable.fitting(file, WIDEST), what);
    }

    private static String step(Row row) {
        String best = ClosingTable.fitting(row.best(), WIDEST);
        return row.outcome() == Row.Outcome.PREDICTED
                ? row.service() + ": " + best
                : row.outcome() + " at " + row.service() + ": " + best;
    }
}
