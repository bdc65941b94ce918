package io.github.camelmodelarts.session;

import org.jspecify.annotations.Nullable;

/**
 * A service whose address was looked up.
 *
 * @param service its name or id, as the options or exchanges have it, printable
 * @param state its state at the last look-up as the management API names it, {@code running} if its address was found, or null if the look-up
 *     failed for another reason
 * @param host the host of its address, or null if no address is known
 */
public record KnownService(
        String service, @Nullable String state, @Nullable String host) {}
