/**
 * The models of the local services: they read text in pictures, detect the orientation of a page, classify irises, and turn texts into
 * vectors.
 *
 * <p>They run on ONNX Runtime, an optional dependency: the providers load without it, and an exception names the missing artifact when a
 * model is created or, for texts, used for the first time. {@code javax.imageio} reads pictures, and code of this package resamples them, so no display and
 * no font is needed.
 *
 * <p>Internal: may change at any time. Custom models are public API, by {@link io.github.camelmodelarts.local.api.ModelProvider}.
 */
@NullMarked
package io.github.camelmodelarts.local.models;

import org.jspecify.annotations.NullMarked;
