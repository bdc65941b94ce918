/**
 * How the gateway checks an {@code SDK-HMAC-SHA256} signature, from a request as it came over the wire. Pure: no I/O, no server.
 *
 * <p>Octets of a request are kept one to a {@code char} (ISO-8859-1), so that what is not valid UTF-8 survives unharmed.
 *
 * <p>Internal: may change at any time.
 */
@NullMarked
package io.github.camelmodelarts.local.signing;

import org.jspecify.annotations.NullMarked;
