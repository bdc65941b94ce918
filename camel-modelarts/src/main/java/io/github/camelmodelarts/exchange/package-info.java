/**
 * Maps exchanges to requests and responses to exchanges.
 *
 * <p>Internal: applications must not use it; it may change at any time.
 */
@NullMarked
package io.github.camelmodelarts.exchange;

import org.jspecify.annotations.NullMarked;
