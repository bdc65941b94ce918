package io.github.camelmodelarts.local.batch;

import org.jspecify.annotations.Nullable;

/**
 * One file to predict.
 *
 * @param source its description in the manifest of the results
 * @param path its place, or null if {@code source} does not name one
 * @param name the name of its result, without the ending; can have slashes
 */
record BatchInput(String source, @Nullable ObsPath path, String name) {}
