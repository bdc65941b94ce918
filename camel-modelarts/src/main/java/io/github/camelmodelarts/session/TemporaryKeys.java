package io.github.camelmodelarts.session;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

import io.github.camelmodelarts.api.Credentials;
import io.github.camelmodelarts.api.ModelArtsAuthenticationException;
import io.github.camelmodelarts.api.ServiceAddress;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.auth.RecentlyUsed;
import io.github.camelmodelarts.secrets.Fingerprint;
import io.github.camelmodelarts.secrets.Fingerprints;

/**
 * Caches the temporary access keys of identities that have a token and no access key, for services that accept only signatures. Callers
 * whose credentials agree in each field share a key. A key is renewed two hours before its end. Bounded, and thread-safe.
 */
public final class TemporaryKeys {

    private static final Duration PAUSE = Duration.ofSeconds(30);

    private final Timing timing;
    private final Fingerprints fingerprints = new Fingerprints();
    private final RecentlyUsed<Key, LeaseCache<Credentials.AccessKey>> caches = new RecentlyUsed<>();

    /** Creates an empty cache. */
    public TemporaryKeys(Timing timing) {
        this.timing = timing;
    }

    /**
     * The temporary key of an identity.
     *
     * @param identity a user or a token
     * @param iam the address of IAM
     * @param way trust settings and proxy of the connection to IAM, without secrets; callers with different ways share no key. The object
     *     is kept
     * @param sender creates what authenticates a request with the identity's token, sends it, and fails for an error response
     */
    public TemporaryKey of(
            Credentials identity,
            ServiceAddress iam,
            Object way,
            Supplier<Function<ServiceRequest, CompletableFuture<ServiceResponse>>> sender) {
        return new TemporaryKey(caches.get(
                new Key(fingerprints.of(identity), iam, way),
                key -> new LeaseCache<>(
                        "temporary access key from IAM at " + iam,
                        new Requests(new KeyRequest(iam, identity.authType(), timing.clock()), sender.get()),
                        PAUSE,
                        timing)));
    }

    private record Requests(KeyRequest request, Function<ServiceRequest, CompletableFuture<ServiceResponse>> sender)
            implements LeaseCache.Source<Credentials.AccessKey> {

        @Override
        public CompletableFuture<Lease<Credentials.AccessKey>> begin(Fetch fetch) {
            return request.send(fetch.over(sender));
        }

        @Override
        public Throwable late(String message) {
            return new ModelArtsAuthenticationException(
                    message, "IAM or the connection to it is too slow: check iamEndpoint and the proxy", true, null);
        }
    }

    /** The key of a cache. The way has no secret, so it needs no fingerprint; some of its parts may be comparable by identity only. */
    private record Key(Fingerprint identity, ServiceAddress iam, Object way) {}
}
