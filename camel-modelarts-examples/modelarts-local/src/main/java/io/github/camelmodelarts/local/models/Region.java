package io.github.camelmodelarts.local.models;

import java.util.ArrayList;
import java.util.List;

/** A warm region of a heat map: the core of a line, smaller than the line itself. */
final class Region {

    /** Steeper text is taken for level: the fit was led astray. */
    private static final double STEEPEST = 0.15;
    /** Only a region that is this many times longer than high tells its slope reliably. */
    private static final double LONG = 8;

    private record Place(int x, int y) {}

    private final List<Place> places = new ArrayList<>();
    private double heat;

    void add(int x, int y, float warmth) {
        places.add(new Place(x, y));
        heat += warmth;
    }

    /** How sure the detector is, 0 to 1. */
    double warmth() {
        return heat / places.size();
    }

    /**
     * The line around this core, or null if the core is too small for one. {@code growth} is how far the line reaches beyond
     * its core on each side, in heights of the core.
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

    /** Of the straight line through the middle of the region (least squares). */
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
