/**
 * Sockets, and request heads octet for octet. Undertow folds the blanks inside a header's value and drops a lone question mark, and a
 * signature covers what was sent, so the heads are taken from the connection itself, before Undertow reads them.
 *
 * <p>Internal: may change at any time.
 */
@NullMarked
package io.github.camelmodelarts.local.wire;

import org.jspecify.annotations.NullMarked;
