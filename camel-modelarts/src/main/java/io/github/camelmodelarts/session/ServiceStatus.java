package io.github.camelmodelarts.session;

/**
 * The state of a service.
 *
 * @param state as the management API names it
 * @param serves whether the service responds to predictions
 */
public record ServiceStatus(String state, boolean serves) {}
