package io.github.camelmodelarts.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

import io.github.camelmodelarts.api.Credentials;
import io.github.camelmodelarts.api.ModelArtsAuthenticationException;
import io.github.camelmodelarts.api.RetryOn;
import io.github.camelmodelarts.api.ServiceAddress;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.api.Transport;
import io.github.camelmodelarts.auth.ProvidedCredentials;
import io.github.camelmodelarts.call.Api;
import io.github.camelmodelarts.call.CallPipeline;
import io.github.camelmodelarts.call.RefusalReader;
import io.github.camelmodelarts.call.Retries;
import io.github.camelmodelarts.session.TemporaryKey;
import io.github.camelmodelarts.session.Timing;

/**
 * Supplies the access key of an identity to clients that sign their requests themselves. A user or a token gets a temporary key from IAM,
 * which is shared and renewed. Thread-safe.
 */
public final class AccessKeys {

    private static final Duration LONGEST_CALL = Timing.LONGEST_FETCH.multipliedBy(2);

    private final ObsSettings settings;
    private final SharedResources resources;
    private final Supplier<CompletableFuture<Credentials>> credentials;

    /**
     * Creates a source of keys.
     *
     * @param resources send the requests for temporary keys
     */
    public AccessKeys(ObsSettings settings, SharedResources resources) {
        this.settings = settings;
        this.resources = resources;
        this.credentials = credentials(settings.identity());
    }

    private Supplier<CompletableFuture<Credentials>> credentials(Identity identity) {
        Credentials own = identity.credentials();
        Identity.Provided supplied = identity.provided();
        if (own != null) {
            CompletableFuture<Credentials> known = CompletableFuture.completedFuture(own);
            return () -> known;
        } else if (supplied != null) {
            ProvidedCredentials provided = supplied.credentials(resources, settings.http());
            return () -> provided.current(supplied::requireSafe);
        }
        throw new IllegalStateException("a bean has no access key");
    }

    /**
     * The access key that is valid now.
     *
     * @return fails with a {@link ModelArtsAuthenticationException} if there is none
     */
    public CompletableFuture<Credentials.AccessKey> current() {
        return credentials
                .get()
                .thenCompose(set -> set instanceof Credentials.AccessKey key
                        ? CompletableFuture.completedFuture(key)
                        : temporary(set).current());
    }

    /** Replaces a temporary key that a service has rejected. A permanent key can't be replaced. */
    public void refused(Credentials.AccessKey key) {
        credentials.get().thenAccept(set -> {
            if (!(set instanceof Credentials.AccessKey)) {
                temporary(set).refused(key);
            }
        });
    }

    private TemporaryKey temporary(Credentials set) {
        if (set instanceof Credentials.User user) {
            return temporary(user, ServiceAddress.parse(user.iamEndpoint()));
        } else if (set instanceof Credentials.Token token) {
            if (settings.iam() == null) {
                throw new ModelArtsAuthenticationException(
                        "OBS accepts no token, and IAM, which issues a temporary access key for it, is not known",
                        "Set region or iamEndpoint, or accessKey and secretKey",
                        null);
            }
            return temporary(token, settings.iam());
        }
        throw new ModelArtsAuthenticationException(
                "OBS does not accept credentials for authType=" + set.authType(),
                "Set accessKey and secretKey, or username and password",
                null);
    }

    private TemporaryKey temporary(Credentials set, ServiceAddress iam) {
        return resources
                .temporaryKeys()
                .of(set, iam, resources.key(settings.http()).way(), () -> sender(set));
    }

    /** Creates a sender of requests to IAM. They are shared by many callers, and so belong to none of them. */
    private Function<ServiceRequest, CompletableFuture<ServiceResponse>> sender(Credentials set) {
        Identity identity = new Identity(null, null, set, "");
        Transport transport = resources.transports().transport(settings.http(), settings.limits(), resources.memory());
        CallPipeline pipeline = new CallPipeline(
                identity.strategy(
                        resources,
                        new Identity.Signing(resources.clocks(settings.clockSkewCorrection()), true, used -> {}),
                        settings.http(),
                        transport),
                transport,
                new RefusalReader(resources.clock(), Api.MANAGEMENT, identity.described()),
                new Retries(settings.maxRetries(), RetryOn.SAFE, resources.random()),
                LONGEST_CALL,
                resources.threads(),
                resources.open(),
                resources.listener());
        return ModelArtsClient.sender(
                pipeline, resources, resources.key(settings.http()), resources.lookups(), LONGEST_CALL);
    }
}
