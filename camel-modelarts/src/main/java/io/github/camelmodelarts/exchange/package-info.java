/**
 * Maps exchanges to requests and responses to exchanges.
 *
 * <p>Internal: not for use by applications; may change at any time.
 */
@NullMarked
package io.github.camelmodelarts.exchange;

import org.jspecify.annotations.NullMarked;
