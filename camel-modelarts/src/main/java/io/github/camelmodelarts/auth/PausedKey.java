package io.github.camelmodelarts.auth;

import java.time.Duration;

/**
 * A key that is not used at present, because the cloud rejected it.
 *
 * @param maskedName the kind of credentials and a part of their public name; contains no secret
 * @param remaining how long the pause still lasts
 */
public record PausedKey(String maskedName, Duration remaining) {}
