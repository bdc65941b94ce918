/**
 * Sockets, and request heads octet for octet. Undertow merges blanks inside a header's value and removes a question
 * mark without a query, but a signature covers the request as sent. So the heads are read from the connection itself,
 * before Undertow reads them.
 *
 * <p>Internal: may change at any time.
 */
@NullMarked
package io.github.camelmodelarts.local.wire;

import org.jspecify.annotations.NullMarked;
