package io.github.camelmodelarts.local.models;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** A page that records the texts drawn on it, which a reader of the picture should find. */
final class Sheet {

    /** Baselines closer than this are in one row. */
    private static final int ROW = 10;

    private record Text(int x, int baseline, String content) {}

    private final BufferedImage picture;
    private final Graphics2D pen;
    private final List<Text> texts = new ArrayList<>();

    Sheet(int width, int height, Color paper) {
        picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        pen = picture.createGraphics();
        pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        pen.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        pen.setColor(paper);
        pen.fillRect(0, 0, width, height);
        pen.setColor(new Color(0x22, 0x22, 0x26));
    }

    /** For lines, boxes and everything else except text. */
    Graphics2D pen() {
        return pen;
    }

    Sheet font(String family, int style, int size) {
        pen.setFont(new Font(family, style, size));
        return this;
    }

    Sheet text(int x, int baseline, String content) {
        pen.drawString(content, x, baseline);
        texts.add(new Text(x, baseline, content));
        return this;
    }

    /** Draws text that ends at {@code x}. */
    Sheet right(int x, int baseline, String content) {
        return text(x - width(content), baseline, content);
    }

    /** Draws text with its middle at {@code x}. */
    Sheet centred(int x, int baseline, String content) {
        return text(x - width(content) / 2, baseline, content);
    }

    /** Draws a text in lines no wider than {@code width} and returns the baseline of the next line. */
    int paragraph(int x, int baseline, int width, int leading, String content) {
        int y = baseline;
        StringBuilder line = new StringBuilder();
        for (String word : content.split(" ", -1)) {
            if (!line.isEmpty() && width(line + " " + word) > width) {
                text(x, y, line.toString());
                line.setLength(0);
                y += leading;
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        text(x, y, line.toString());
        return y + leading;
    }

    BufferedImage picture() {
        return picture;
    }

    /** All texts, one row of the page per line, from left to right in a row. */
    String content() {
        List<Text> down = texts.stream()
                .sorted(Comparator.comparingInt(Text::baseline).thenComparingInt(Text::x))
                .toList();
        List<List<Text>> rows = new ArrayList<>();
        for (Text text : down) {
            List<Text> row = rows.isEmpty() ? List.of() : rows.get(rows.size() - 1);
            if (row.isEmpty() || text.baseline() - row.get(0).baseline() > ROW) {
                rows.add(new ArrayList<>(List.of(text)));
            } else {
                row.add(text);
            }
        }
        return rows.stream()
                .map(row -> row.stream()
                        .sorted(Comparator.comparingInt(Text::x))
                        .map(Text::content)
                        .collect(Collectors.joining(" ")))
                .collect(Collectors.joining("\n"));
    }

    private int width(String content) {
        return pen.getFontMetrics().stringWidth(content);
    }
}
