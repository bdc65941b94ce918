/**
 * Text: makes foreign text safe for messages, finds words in escaped text, knows the characters of headers, and reads JSON.
 *
 * <p>Internal: not for use by applications; may change at any time.
 */
@NullMarked
package io.github.camelmodelarts.text;

import org.jspecify.annotations.NullMarked;
