package io.github.camelmodelarts.local.models;

import java.awt.Color;
import java.io.IOException;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Describes a picture by its size and its most frequent colour, for example "a picture of 640 x 480 pixels, mostly white". Stateless. */
public final class PictureDescription {

    /** A picture is sampled at so many places in each direction. */
    private static final int SAMPLES = 100;

    private static final float DARK = 0.2f;
    private static final float LIGHT = 0.85f;
    private static final float PALE = 0.2f;

    /** The colours of the circle of hues, each a sixth of it. */
    private static final String[] HUES = {"red", "yellow", "green", "cyan", "blue", "magenta"};

    private PictureDescription() {}

    /**
     * A description of a picture file.
     *
     * @throws IOException if the file is no picture, is damaged or is too large
     */
    public static String of(byte[] file) throws IOException {
        try {
            Picture picture = PictureFile.decode(file);
            return "a picture of " + picture.width() + " x " + picture.height() + " pixels, mostly " + colour(picture);
        } catch (BadInputException e) {
            throw new IOException(Objects.requireNonNull(e.getMessage()), e);
        }
    }

    private static String colour(Picture picture) {
        Map<String, Integer> counts = new TreeMap<>();
        for (int row = 0; row < SAMPLES; row++) {
            for (int column = 0; column < SAMPLES; column++) {
                int pixel = picture.at(place(column, picture.width()), place(row, picture.height()));
                counts.merge(colour(pixel), 1, Integer::sum);
            }
        }
        return counts.entrySet().stream()
                .max(Comparator.comparing(Map.Entry::getValue))
                .orElseThrow()
                .getKey();
    }

    private static int place(int sample, int size) {
        return (int) ((long) sample * size / SAMPLES);
    }

    private static String colour(int rgb) {
        float[] hsb = Color.RGBtoHSB(rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255, null);
        if (hsb[2] < DARK) {
            return "black";
        }
        if (hsb[1] < PALE) {
            return hsb[2] > LIGHT ? "white" : "grey";
        }
        return HUES[Math.round(hsb[0] * HUES.length) % HUES.length];
    }
}
