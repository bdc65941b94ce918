package io.github.camelmodelarts.obs;

import java.time.Instant;

/**
 * An object in OBS, as a list of a bucket contains it.
 *
 * @param size in bytes
 * @param modified the time of the last change by the clock of OBS
 */
public record ObsEntry(ObsPath path, long size, Instant modified) {}
