/**
 * The strategies that authenticate requests, and the guard that keeps a key from being locked.
 *
 * <p>Internal: may change at any time.
 */
@NullMarked
package io.github.camelmodelarts.auth;

import org.jspecify.annotations.NullMarked;
