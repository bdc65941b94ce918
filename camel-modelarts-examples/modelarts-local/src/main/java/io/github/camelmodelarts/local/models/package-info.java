/**
 * The models behind the local services: reading text in pictures, telling which way up a page is, telling irises apart.
 *
 * <p>They run on ONNX Runtime, an optional dependency: the providers load without it, and say what is missing when asked for
 * a model. Pictures are read by {@code javax.imageio} and sampled by code of our own, so no display and no font is needed.
 *
 * <p>Internal: may change at any time. Models of your own are contract, by {@link io.github.camelmodelarts.local.api.ModelProvider}.
 */
@NullMarked
package io.github.camelmodelarts.local.models;

import org.jspecify.annotations.NullMarked;
