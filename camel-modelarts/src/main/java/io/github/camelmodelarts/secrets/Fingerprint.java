package io.github.camelmodelarts.secrets;

/**
 * Identifies a value without keeping it: equal values have equal fingerprints. {@link Fingerprints} makes it. It has no meaning outside the
 * process that made it.
 *
 * @param hex a keyed hash, in hexadecimal digits
 */
public record Fingerprint(String hex) {}
