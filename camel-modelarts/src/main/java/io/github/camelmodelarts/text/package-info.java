/**
 * Tools for text: they make foreign text safe for messages, find words in escaped text, test the characters of headers, and read JSON.
 *
 * <p>Internal: not for use by applications; may change at any time.
 */
@NullMarked
package io.github.camelmodelarts.text;

import org.jspecify.annotations.NullMarked;
