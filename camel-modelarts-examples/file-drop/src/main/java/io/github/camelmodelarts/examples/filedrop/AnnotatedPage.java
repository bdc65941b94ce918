package io.github.camelmodelarts.examples.filedrop;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;

/**
 * Draws the recognized text beside the page: on the left the page with a box around each line of text, on the right the text at the same
 * position. Nothing on the page is hidden, so errors and missing lines are easy to see.
 */
final class AnnotatedPage {

    /** The longest side in pixels. A scan of 600 dots per inch would be too large for most viewers. */
    private static final double LONGEST = 2_000;

    private static final int HEAD = 44;
    private static final int MARGIN = 14;
    private static final Color SURE = new Color(0x1B7F3B);
    private static final Color LESS_SURE = new Color(0xB86E00);
    private static final Color DOUBTFUL = new Color(0xC62828);
    private static final Color HEAD_PAPER = new Color(0xECEFF1);
    private static final Color HEAD_TEXT = new Color(0x37474F);

    /** Whether this machine has fonts. A Java without fonts fails in different ways. */
    static final boolean CAN_WRITE = canWrite();

    private final BufferedImage page;
    private final double scale;
    private final int width;
    private final int height;

    private AnnotatedPage(BufferedImage page) {
        this.page = page;
        scale = Math.min(1, LONGEST / Math.max(page.getWidth(), page.getHeight()));
        width = (int) Math.round(page.getWidth() * scale);
        height = (int) Math.round(page.getHeight() * scale);
    }

    static BufferedImage of(BufferedImage page, List<TextLine> lines, String title) {
        return new AnnotatedPage(page).draw(lines, title);
    }

    private BufferedImage draw(List<TextLine> lines, String title) {
        BufferedImage picture = new BufferedImage(2 * width, HEAD + height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, picture.getWidth(), picture.getHeight());
        drawHead(graphics, title);
        graphics.translate(0, HEAD);
        graphics.drawImage(page, 0, 0, width, height, null);
        graphics.setColor(HEAD_PAPER);
        graphics.drawLine(width, 0, width, height);
        graphics.setStroke(new BasicStroke(1.5f));
        for (TextLine line : lines) {
            draw(graphics, line);
        }
        graphics.dispose();
        return picture;
    }

    private void drawHead(Graphics2D graphics, String title) {
        graphics.setColor(HEAD_PAPER);
        graphics.fillRect(0, 0, 2 * width, HEAD);
        graphics.setColor(HEAD_TEXT);
        write(graphics, title, MARGIN, 8, width - 2.0 * MARGIN, HEAD - 16.0);
        double third = (width - 2.0 * MARGIN) / 3;
        graphics.setColor(SURE);
        write(graphics, "score 0.9 and more", width + MARGIN, 8, third - MARGIN, HEAD - 16.0);
        graphics.setColor(LESS_SURE);
        write(graphics, "0.7 and more", width + MARGIN + third, 8, third - MARGIN, HEAD - 16.0);
        graphics.setColor(DOUBTFUL);
        write(graphics, "less", width + MARGIN + 2 * third, 8, third - MARGIN, HEAD - 16.0);
    }

    private void draw(Graphics2D graphics, TextLine line) {
        graphics.setColor(line.score() >= 0.9 ? SURE : line.score() >= 0.7 ? LESS_SURE : DOUBTFUL);
        double left = line.left() * scale;
        double top = line.top() * scale;
        double across = (line.right() - line.left()) * scale;
        double down = (line.bottom() - line.top()) * scale;
        graphics.draw(new Rectangle2D.Double(left, top, across, down));
        write(graphics, line.text(), width + left, top, across, down);
    }

    private static boolean canWrite() {
        Graphics2D graphics = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
        try {
            return graphics.getFontMetrics().stringWidth("x") > 0;
        } catch (RuntimeException | LinkageError | InternalError e) {
            return false;
        } finally {
            graphics.dispose();
        }
    }

    /** Writes the text as large as the box allows. */
    private static void write(Graphics2D graphics, String text, double left, double top, double across, double down) {
        if (!CAN_WRITE) {
            return;
        }
        Font font = new Font(Font.SANS_SERIF, Font.PLAIN, 1).deriveFont((float) (down * 0.78));
        double needed = graphics.getFontMetrics(font).stringWidth(text);
        Font fitting = needed > across ? font.deriveFont((float) (font.getSize2D() * across / needed)) : font;
        graphics.setFont(fitting);
        double ascent = graphics.getFontMetrics().getAscent();
        double descent = graphics.getFontMetrics().getDescent();
        graphics.drawString(text, (float) left, (float) (top + (down + ascent - descent) / 2));
    }
}
