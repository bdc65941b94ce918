/**
 * Requests and answers of APIs that speak JSON, and tables of their operations. Knows nothing of HTTP servers.
 *
 * <p>Internal: may change at any time.
 */
@NullMarked
package io.github.camelmodelarts.local.rest;

import org.jspecify.annotations.NullMarked;
