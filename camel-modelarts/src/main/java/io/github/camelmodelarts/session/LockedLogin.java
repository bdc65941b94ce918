package io.github.camelmodelarts.session;

import java.time.Duration;

/**
 * A user whose logins are not sent at present, because IAM locked the user or rejected too many passwords.
 *
 * @param maskedName the kind of credentials and a part of their public name; contains no secret
 * @param remaining how long no login with a rejected password is sent
 */
public record LockedLogin(String maskedName, Duration remaining) {}
