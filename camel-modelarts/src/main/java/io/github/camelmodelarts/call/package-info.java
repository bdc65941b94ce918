/**
 * Runs one call: admit, authenticate, send, judge, and retry if necessary.
 *
 * <p>Internal: may change at any time.
 */
@NullMarked
package io.github.camelmodelarts.call;

import org.jspecify.annotations.NullMarked;
