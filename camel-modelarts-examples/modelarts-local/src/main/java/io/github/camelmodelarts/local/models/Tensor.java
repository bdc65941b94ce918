package io.github.camelmodelarts.local.models;

/** Numbers in rows and planes, as networks take and give them. Not copied: belongs to whoever made it. */
final class Tensor {

    private final float[] values;
    private final long[] shape;

    Tensor(float[] values, long... shape) {
        this.values = values;
        this.shape = shape;
    }

    /** All numbers, the last dimension running fastest. */
    float[] values() {
        return values;
    }

    long[] shape() {
        return shape;
    }

    /** How many entries a dimension has; negative numbers count from the last dimension. */
    int size(int dimension) {
        return Math.toIntExact(shape[dimension < 0 ? shape.length + dimension : dimension]);
    }
}
