package io.github.camelmodelarts.health;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.session.ServiceReference;

/**
 * What a health check has to know of an endpoint.
 *
 * @param id identifies it in its context
 * @param shown its operation and its service, without secrets
 * @param service the service whose state is asked for, or null if it has an address or is not used for predictions
 * @param predicts whether the endpoint calls services
 * @param manages whether it calls the management API, for look-ups too
 */
public record CheckedEndpoint(
        String id, String shown, @Nullable ServiceReference service, boolean predicts, boolean manages) {}
