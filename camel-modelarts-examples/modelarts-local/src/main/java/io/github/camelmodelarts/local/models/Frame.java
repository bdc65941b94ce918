package io.github.camelmodelarts.local.models;

/**
 * A parallelogram on a picture, in pixels: a corner, the edge along the text and the edge down from the corner. In its
 * frame, text that slopes slightly is level.
 */
record Frame(double x, double y, double alongX, double alongY, double downX, double downY) {

    static Frame of(double x, double y, double width, double height) {
        return new Frame(x, y, width, 0, 0, height);
    }

    /** The same place in the picture turned upside-down. */
    Frame turned() {
        return new Frame(x + alongX + downX, y + alongY + downY, -alongX, -alongY, -downX, -downY);
    }

    /** A piece of the text; its start and its length are fractions of the length of the text. */
    Frame part(double from, double share) {
        return new Frame(x + from * alongX, y + from * alongY, share * alongX, share * alongY, downX, downY);
    }

    /** The same place in a picture resized by two factors. */
    Frame scaled(double across, double down) {
        return new Frame(x * across, y * down, alongX * across, alongY * down, downX * across, downY * down);
    }

    double width() {
        return Math.hypot(alongX, alongY);
    }

    double height() {
        return Math.hypot(downX, downY);
    }

    double left() {
        return x + Math.min(0, alongX) + Math.min(0, downX);
    }

    double right() {
        return x + Math.max(0, alongX) + Math.max(0, downX);
    }

    double top() {
        return y + Math.min(0, alongY) + Math.min(0, downY);
    }

    double bottom() {
        return y + Math.max(0, alongY) + Math.max(0, downY);
    }
}
