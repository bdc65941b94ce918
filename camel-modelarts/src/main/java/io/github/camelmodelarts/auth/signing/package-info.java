/**
 * The signing algorithm SDK-HMAC-SHA256, step by step: canonical request, string to sign, signature. Pure: no I/O, no Camel, no HTTP client.
 *
 * <p>Internal: may change at any time.
 */
@NullMarked
package io.github.camelmodelarts.auth.signing;

import org.jspecify.annotations.NullMarked;
