/**
 * Connects to OBS with Huawei's own client, an optional dependency. Only this package and the entry point {@code ObsClients} use the types of
 * that client.
 *
 * <p>Internal: not for use by applications; may change at any time.
 */
@NullMarked
package io.github.camelmodelarts.obs;

import org.jspecify.annotations.NullMarked;
