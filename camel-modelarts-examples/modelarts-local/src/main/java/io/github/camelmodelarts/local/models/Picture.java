package io.github.camelmodelarts.local.models;

import java.awt.image.BufferedImage;
import java.util.Arrays;

/** The pixels of a picture on white paper. Immutable. */
final class Picture {

    private final int width;
    private final int height;
    private final int[] pixels;

    private Picture(int width, int height, int[] pixels) {
        this.width = width;
        this.height = height;
        this.pixels = pixels;
    }

    /** Converts a picture; transparent places become white, as on a printer. */
    static Picture of(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        int[] pixels = new int[width * height];
        for (int y = 0; y < height; y++) {
            image.getRGB(0, y, width, 1, pixels, y * width, width);
        }
        for (int i = 0; i < pixels.length; i++) {
            if (pixels[i] >>> 24 != 255) {
                pixels[i] = onWhite(pixels[i]);
            }
        }
        return new Picture(width, height, pixels);
    }

    private static int onWhite(int argb) {
        int alpha = argb >>> 24;
        int result = 0;
        for (int shift = 0; shift <= 16; shift += 8) {
            int channel = argb >> shift & 255;
            result |= ((channel * alpha + 255 * (255 - alpha)) / 255) << shift;
        }
        return result;
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /** The frame of the whole picture. */
    Frame frame() {
        return Frame.of(0, 0, width, height);
    }

    /**
     * The content of a frame, resampled to a size, as three planes (blue, green, red: the order that PaddleOCR was
     * trained with). Places outside of the picture get the colour of its edge.
     */
    Tensor planes(Frame frame, int columns, int rows, Scaling scaling) {
        float[] values = new float[3 * columns * rows];
        // if it shrinks, a new pixel is the mean of all pixels under it, so that thin strokes do not vanish
        int across = (int) Math.max(1, Math.ceil(frame.width() / columns));
        int down = (int) Math.max(1, Math.ceil(frame.height() / rows));
        double[] sum = new double[3];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                Arrays.fill(sum, 0);
                for (double d = 0.5; d < down; d++) {
                    for (double a = 0.5; a < across; a++) {
                        addSample(frame, (column + a / across) / columns, (row + d / down) / rows, sum);
                    }
                }
                for (int channel = 0; channel < 3; channel++) {
                    values[(channel * rows + row) * columns + column] =
                            scaling.apply(channel, sum[channel] / (across * down));
                }
            }
        }
        return new Tensor(values, 1, 3, rows, columns);
    }

    /** Adds the channels at a place in a frame, with the four pixels around it weighted by their distance. */
    private void addSample(Frame frame, double along, double down, double[] sum) {
        double x = frame.x() + along * frame.alongX() + down * frame.downX() - 0.5;
        double y = frame.y() + along * frame.alongY() + down * frame.downY() - 0.5;
        int x0 = (int) Math.floor(x);
        int y0 = (int) Math.floor(y);
        double fx = x - x0;
        double fy = y - y0;
        int p00 = at(x0, y0);
        int p10 = at(x0 + 1, y0);
        int p01 = at(x0, y0 + 1);
        int p11 = at(x0 + 1, y0 + 1);
        for (int channel = 0; channel < 3; channel++) {
            int shift = 8 * channel;
            double above = (p00 >> shift & 255) * (1 - fx) + (p10 >> shift & 255) * fx;
            double below = (p01 >> shift & 255) * (1 - fx) + (p11 >> shift & 255) * fx;
            sum[channel] += above * (1 - fy) + below * fy;
        }
    }

    /** The red, green and blue of a place, in this order, from bit 23 on. Outside of the picture those of its edge. */
    int at(int x, int y) {
        return pixels[Math.max(0, Math.min(height - 1, y)) * width + Math.max(0, Math.min(width - 1, x))];
    }
}
