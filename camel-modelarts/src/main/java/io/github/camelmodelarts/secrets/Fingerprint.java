package io.github.camelmodelarts.secrets;

/**
 * Stands for values that must be told apart and not be kept: equal for equal values. Made by {@link Fingerprints}; worth nothing
 * outside of the process that made it.
 *
 * @param hex a keyed hash, in hexadecimal digits
 */
public record Fingerprint(String hex) {}
