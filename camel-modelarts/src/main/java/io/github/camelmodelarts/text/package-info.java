/**
 * Text: foreign text made fit for messages and found again in other spellings, and what a header may carry.
 *
 * <p>Internal: not for use by applications; may change at any time.
 */
@NullMarked
package io.github.camelmodelarts.text;

import org.jspecify.annotations.NullMarked;
