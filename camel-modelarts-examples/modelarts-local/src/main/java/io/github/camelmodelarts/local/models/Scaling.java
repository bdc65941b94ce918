package io.github.camelmodelarts.local.models;

/** How a network wants its colours: {@code (channel / 255 - mean) / deviation}. Immutable. */
final class Scaling {

    /** As the detector was trained: the statistics of photographs, applied to blue, green, red as they come. */
    static final Scaling PHOTOGRAPH =
            new Scaling(new double[] {0.485, 0.456, 0.406}, new double[] {0.229, 0.224, 0.225});

    /** From -1 to 1, as those that look at single lines were trained. */
    static final Scaling LINE = new Scaling(new double[] {0.5, 0.5, 0.5}, new double[] {0.5, 0.5, 0.5});

    private final double[] mean;
    private final double[] deviation;

    private Scaling(double[] mean, double[] deviation) {
        this.mean = mean;
        this.deviation = deviation;
    }

    float apply(int channel, double value) {
        return (float) ((value / 255 - mean[channel]) / deviation[channel]);
    }
}
