/**
 * The API gateway: where requests come in and are recorded, and the services behind it with its rules for them. Contract are
 * {@link Service} and {@link RecordedRequest}; the rest is internal.
 */
@NullMarked
package io.github.camelmodelarts.local.gateway;

import org.jspecify.annotations.NullMarked;
