package io.github.camelmodelarts.session;

import java.util.concurrent.CompletionStage;

import io.github.camelmodelarts.api.Credentials;
import io.github.camelmodelarts.api.ModelArtsAuthenticationException;

/** The temporary access key of an identity, fetched when it is needed and renewed before its end. Thread-safe. */
public final class TemporaryKey {

    private final LeaseCache<Credentials.AccessKey> cache;

    TemporaryKey(LeaseCache<Credentials.AccessKey> cache) {
        this.cache = cache;
    }

    /** A valid key; fails with a {@link ModelArtsAuthenticationException} if there is none. */
    public CompletionStage<Credentials.AccessKey> current() {
        return cache.current();
    }

    /** Replaces a key that a service has rejected, unless it is new. */
    public void refused(Credentials.AccessKey key) {
        cache.refused(key);
    }
}
