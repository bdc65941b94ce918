/**
 * What people may name in their own code: requests and responses as values, the contracts of strategies, providers and transports, the
 * exceptions, and the constants of routes. Imports {@code text} only.
 */
@NullMarked
package io.github.camelmodelarts.api;

import org.jspecify.annotations.NullMarked;
