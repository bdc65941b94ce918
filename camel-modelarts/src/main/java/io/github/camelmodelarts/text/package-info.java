/**
 * Text: foreign text made fit for messages and found again in other spellings, what a header may carry, and JSON.
 *
 * <p>Internal: not for use by applications; may change at any time.
 */
@NullMarked
package io.github.camelmodelarts.text;

import org.jspecify.annotations.NullMarked;
