/**
 * Maps the body of an exchange to the body of a request. {@link io.github.camelmodelarts.exchange.body.FileLikes} says what stands for a
 * file, {@link io.github.camelmodelarts.exchange.body.BodyMapper} says what is sent.
 */
@NullMarked
package io.github.camelmodelarts.exchange.body;

import org.jspecify.annotations.NullMarked;
