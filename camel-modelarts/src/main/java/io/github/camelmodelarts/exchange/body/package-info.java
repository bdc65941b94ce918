/**
 * Maps the body of an exchange to the body of a request. {@link io.github.camelmodelarts.exchange.body.FileLikes}
 * recognises values that stand for a file, {@link io.github.camelmodelarts.exchange.body.BodyMapper} decides what is
 * sent.
 */
@NullMarked
package io.github.camelmodelarts.exchange.body;

import org.jspecify.annotations.NullMarked;
