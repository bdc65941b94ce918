/**
 * One request on its way through the server: what is known of it, how it is answered or refused, and what may go wrong with it.
 * Internal: may change at any time.
 */
@NullMarked
package io.github.camelmodelarts.local.call;

import org.jspecify.annotations.NullMarked;
