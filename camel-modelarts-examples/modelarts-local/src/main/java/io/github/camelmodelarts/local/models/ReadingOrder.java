package io.github.camelmodelarts.local.models;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The reading order of the lines on a page: row by row from the top, each row from the left. */
final class ReadingOrder {

    private ReadingOrder() {}

    static List<Frame> of(List<Frame> frames) {
        List<List<Frame>> rows = new ArrayList<>();
        for (Frame frame : frames.stream()
                .sorted(Comparator.comparingDouble(ReadingOrder::middle))
                .toList()) {
            if (rows.isEmpty() || !sameRow(rows.get(rows.size() - 1).get(0), frame)) {
                rows.add(new ArrayList<>());
            }
            rows.get(rows.size() - 1).add(frame);
        }
        return rows.stream()
                .flatMap(row -> row.stream().sorted(Comparator.comparingDouble(Frame::left)))
                .toList();
    }

    private static boolean sameRow(Frame one, Frame other) {
        return Math.abs(middle(one) - middle(other)) < Math.min(one.height(), other.height()) / 2;
    }

    private static double middle(Frame frame) {
        return (frame.top() + frame.bottom()) / 2;
    }
}
