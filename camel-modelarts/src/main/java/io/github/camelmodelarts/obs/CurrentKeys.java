package io.github.camelmodelarts.obs;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import com.obs.services.IObsCredentialsProvider;
import com.obs.services.exception.ObsException;
import com.obs.services.internal.security.BasicSecurityKey;
import com.obs.services.model.ISecurityKey;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.Credentials;
import io.github.camelmodelarts.api.Failures;
import io.github.camelmodelarts.api.ModelArtsAuthenticationException;
import io.github.camelmodelarts.client.AccessKeys;
import io.github.camelmodelarts.client.ObsSettings;
import io.github.camelmodelarts.client.SharedResources;
import io.github.camelmodelarts.session.Timing;

/**
 * Gives Huawei's client the key that is valid now. The client reads the key several times for each request. During an operation it always
 * gets the same one. Thread-safe.
 */
final class CurrentKeys implements IObsCredentialsProvider {

    /** A little longer than a fetch may take, so that the failure of the fetch is reported, which says more. */
    private static final Duration LONGEST = Timing.LONGEST_FETCH.plusSeconds(5);

    private final ObsSettings settings;
    private final Supplier<SharedResources> resources;
    /** Not static: during an operation of one client, another client can have one on the same thread. Its values are removed. */
    @SuppressWarnings("ThreadLocalUsage")
    private final ThreadLocal<@Nullable Held> ofOperation = new ThreadLocal<>();

    private volatile @Nullable Opened opened;

    /** The source of keys while the owner is started; after a restart the owner has other resources. */
    private record Opened(SharedResources resources, AccessKeys keys) {}

    /** A key in both forms, and where it is from. */
    private record Held(Credentials.AccessKey key, BasicSecurityKey ofClient, AccessKeys from) {}

    /** @param resources throws an exception while the owner is not started */
    CurrentKeys(ObsSettings settings, Supplier<SharedResources> resources) {
        this.settings = settings;
        this.resources = resources;
    }

    /**
     * Runs an operation of the client with one key. If OBS rejects the key, a temporary one is replaced for the next operation.
     *
     * @throws ModelArtsAuthenticationException if there is no key; then the operation does not begin
     */
    <T> T during(Supplier<T> operation) {
        if (ofOperation.get() != null) {
            return operation.get();
        }
        Held held = current();
        ofOperation.set(held);
        try {
            return operation.get();
        } catch (ObsException e) {
            if (ObsFailures.rejectsKey(e)) {
                held.from.refused(held.key);
            }
            throw e;
        } finally {
            ofOperation.remove();
        }
    }

    @Override
    public ISecurityKey getSecurityKey() {
        Held held = ofOperation.get();
        return (held == null ? current() : held).ofClient;
    }

    @Override
    public void setSecurityKey(ISecurityKey key) {
        throw new UnsupportedOperationException("The key of this client comes from its session or component");
    }

    private Held current() {
        AccessKeys keys = keys();
        Credentials.AccessKey key = awaited(keys);
        return new Held(key, new BasicSecurityKey(key.accessKey(), key.secretKey(), key.securityToken()), keys);
    }

    private AccessKeys keys() {
        SharedResources now = resources.get();
        Opened known = opened;
        if (known == null || known.resources != now) {
            known = new Opened(now, new AccessKeys(settings, now));
            opened = known;
        }
        return known.keys;
    }

    private static Credentials.AccessKey awaited(AccessKeys keys) {
        try {
            return keys.current().get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = Failures.unwrapped(Objects.requireNonNullElse(e.getCause(), e));
            throw cause instanceof ModelArtsAuthenticationException known
                    ? known
                    : new ModelArtsAuthenticationException(
                            "There is no access key for OBS: " + cause.getMessage(), null, cause);
        } catch (TimeoutException e) {
            throw new ModelArtsAuthenticationException(
                    "There was no access key for OBS within " + LONGEST.toSeconds() + " s",
                    "Check whether the credentialsProvider completes",
                    true,
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ModelArtsAuthenticationException(
                    "Interrupted while waiting for an access key for OBS", null, true, e);
        }
    }
}
