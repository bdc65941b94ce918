/**
 * The API gateway: it receives and records requests, and has the services with their settings. {@link Service} and
 * {@link RecordedRequest} are public API; the rest is internal.
 */
@NullMarked
package io.github.camelmodelarts.local.gateway;

import org.jspecify.annotations.NullMarked;
