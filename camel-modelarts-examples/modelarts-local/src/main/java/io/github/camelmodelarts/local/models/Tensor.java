package io.github.camelmodelarts.local.models;

/** A multi-dimensional array of numbers, the input or output of a network. Not copied. */
final class Tensor {

    private final float[] values;
    private final long[] shape;

    Tensor(float[] values, long... shape) {
        this.values = values;
        this.shape = shape;
    }

    /** All numbers; the index of the last dimension changes fastest. */
    float[] values() {
        return values;
    }

    long[] shape() {
        return shape;
    }

    /** The size of a dimension; negative numbers count from the last dimension. */
    int size(int dimension) {
        return Math.toIntExact(shape[dimension < 0 ? shape.length + dimension : dimension]);
    }
}
