/**
 * Requests and responses of APIs with JSON, and tables of their operations. Does not depend on an HTTP server.
 *
 * <p>Internal: may change at any time.
 */
@NullMarked
package io.github.camelmodelarts.local.rest;

import org.jspecify.annotations.NullMarked;
