package io.github.camelmodelarts;

import java.time.InstantSource;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.AuthStrategy;
import io.github.camelmodelarts.api.AuthType;
import io.github.camelmodelarts.api.Credentials;
import io.github.camelmodelarts.api.Transport;
import io.github.camelmodelarts.auth.Strategies;
import io.github.camelmodelarts.http.ClientSettings;
import io.github.camelmodelarts.session.Tokens;

/**
 * Who is calling, as an endpoint's options say.
 *
 * @param bean a strategy of somebody's own, or null
 * @param credentials null only with a bean
 */
record Caller(@Nullable AuthStrategy bean, @Nullable Credentials credentials, String stage) {

    private static final Set<AuthType> SESSIONS = EnumSet.of(AuthType.AK_SK, AuthType.PASSWORD, AuthType.TOKEN);
    private static final Set<AuthType> APPS = EnumSet.of(AuthType.APP_SIGNATURE, AuthType.APP_CODE, AuthType.APP_KEY);

    /** Whether it proves to the management API, too, who is calling. */
    boolean opensSession() {
        return credentials != null && SESSIONS.contains(credentials.authType());
    }

    /** Whether services are called as an application, at an address of its own in the first generation. */
    boolean isApp() {
        return credentials != null && APPS.contains(credentials.authType());
    }

    /** The strategy that proves it, which may have to fetch something over the transport. */
    AuthStrategy strategy(Tokens tokens, InstantSource clock, ClientSettings settings, Transport transport) {
        if (bean != null) {
            return bean;
        }
        if (credentials instanceof Credentials.User user) {
            return tokens.strategy(user, Arrays.asList(settings.sslContext(), settings.proxy()), transport);
        } else if (credentials == null) {
            throw new IllegalStateException("neither a bean nor credentials");
        }
        return Strategies.of(credentials, stage, clock);
    }

    /** Without the credentials. */
    @Override
    public String toString() {
        return "Caller[" + (bean == null ? credentials : "a bean") + "]";
    }
}
