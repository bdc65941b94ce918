/**
 * The strategies that authenticate requests, and the guard that pauses a wrong key before the cloud locks it.
 *
 * <p>Internal: may change at any time.
 */
@NullMarked
package io.github.camelmodelarts.auth;

import org.jspecify.annotations.NullMarked;
