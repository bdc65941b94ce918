/**
 * The validation of an {@code SDK-HMAC-SHA256} signature, from the request as received. Pure functions: no I/O, no
 * server.
 *
 * <p>Each octet of a request is one {@code char} (ISO-8859-1), so that octets that are not valid UTF-8 are preserved.
 *
 * <p>Internal: may change at any time.
 */
@NullMarked
package io.github.camelmodelarts.local.signing;

import org.jspecify.annotations.NullMarked;
