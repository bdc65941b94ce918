package io.github.camelmodelarts.local.models;

import java.util.ArrayList;
import java.util.List;

/** A connected region of a heat map: the core of a line, which is smaller than the line. */
final class Region {

    /** The steepest slope; a steeper result is a wrong fit, and the text is treated as level. */
    private static final double STEEPEST = 0.15;
    /** The lowest ratio of length to height with a reliable slope. */
    private static final double LONG = 8;

    private record Place(int x, int y) {}

    private final List<Place> places = new ArrayList<>();
    private double heat;

    void add(int x, int y, float warmth) {
        places.add(new Place(x, y));
        heat += warmth;
    }

    /** The probability of the region, 0 to 1. */
    double warmth() {
        return heat / places.size();
    }

    /**
     * The line around this core, or null if the core is too small. {@code growth} is the distance from the core to the
     * edge of the line on each side, in heights of the core.
     */
    Frame frame(double growth) {
        double slope = slope();
        double left = Double.MAX_VALUE;
        double right = -Double.MAX_VALUE;
        double top = Double.MAX_VALUE;
        double bottom = -Double.MAX_VALUE;
        for (Place place : places) {
            double level = place.y() - slope * place.x();
            left = Math.min(left, place.x());
            right = Math.max(right, place.x() + 1.0);
            top = Math.min(top, level);
            bottom = Math.max(bottom, level + 1);
        }
        double margin = growth * Math.min(bottom - top, right - left);
        left -= margin;
        right += margin;
        top -= margin;
        bottom += margin;
        return new Frame(left, top + slope * left, right - left, slope * (right - left), 0, bottom - top);
    }

    /** The slope of the straight line through the middle of the region (least squares). */
    private double slope() {
        double n = places.size();
        double meanX = places.stream().mapToInt(Place::x).sum() / n;
        double meanY = places.stream().mapToInt(Place::y).sum() / n;
        double xx = 0;
        double yy = 0;
        double xy = 0;
        for (Place place : places) {
            xx += (place.x() - meanX) * (place.x() - meanX);
            yy += (place.y() - meanY) * (place.y() - meanY);
            xy += (place.x() - meanX) * (place.y() - meanY);
        }
        if (xx < LONG * LONG * yy) {
            return 0;
        }
        double slope = xy / xx;
        return Math.abs(slope) > STEEPEST ? 0 : slope;
    }
}
