/**
 * One call on its way: admit, authenticate, send, judge, perhaps again.
 *
 * <p>Internal: may change at any time.
 */
@NullMarked
package io.github.camelmodelarts.call;

import org.jspecify.annotations.NullMarked;
