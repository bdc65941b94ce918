/**
 * The public API: requests and responses as values, the interfaces of strategies, providers and transports, the
 * exceptions, and the constants for routes. Imports only the package {@code text}.
 */
@NullMarked
package io.github.camelmodelarts.api;

import org.jspecify.annotations.NullMarked;
