package io.github.camelmodelarts.secrets;

/**
 * Identifies values that must be distinguished but not kept: equal for equal values. Made by {@link Fingerprints}, and meaningless outside
 * the process that made it.
 *
 * @param hex a keyed hash, in hexadecimal digits
 */
public record Fingerprint(String hex) {}
