package io.github.camelmodelarts.local.models;

/** The scaling of colours for a network: {@code (channel / 255 - mean) / deviation}. Immutable. */
final class Scaling {

    /** For the detector: the statistics of photographs, applied to blue, green, red in this order. */
    static final Scaling PHOTOGRAPH =
            new Scaling(new double[] {0.485, 0.456, 0.406}, new double[] {0.229, 0.224, 0.225});

    /** For the networks for single lines: from -1 to 1. */
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
