package io.github.camelmodelarts.client;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ServiceAddress;
import io.github.camelmodelarts.http.ClientSettings;
import io.github.camelmodelarts.http.Limits;
import io.github.camelmodelarts.secrets.Fingerprints;

/**
 * The settings of calls to OBS, the object store of the cloud: plain values, read once from the options. Immutable.
 *
 * @param identity the caller, the same as in the session
 * @param endpoint the address of OBS, without a bucket and a path
 * @param iam the address of IAM, which issues temporary keys for a token; null if the options don't determine it
 * @param bucket the bucket of the option {@code obsBucket}, or null
 * @param limits the timeouts of a request
 * @param maxRetries how often a request is repeated that failed or got a 5xx
 * @param clockSkewCorrection whether a request is repeated with OBS's clock if OBS rejects the time of this machine
 */
public record ObsSettings(
        Identity identity,
        ServiceAddress endpoint,
        @Nullable ServiceAddress iam,
        @Nullable String bucket,
        ClientSettings http,
        Limits limits,
        int maxRetries,
        boolean clockSkewCorrection) {

    /** The key of these settings for maps, without the bucket. Only keys made with the same fingerprints can be compared. Contains no secret. */
    public Object key(Fingerprints fingerprints) {
        return new Key(
                identity.key(fingerprints),
                endpoint,
                iam,
                http.key(fingerprints),
                limits.collected(),
                maxRetries,
                clockSkewCorrection);
    }

    private record Key(
            Object identity,
            ServiceAddress endpoint,
            @Nullable ServiceAddress iam,
            ClientSettings.Key http,
            Limits limits,
            int maxRetries,
            boolean clockSkewCorrection) {}
}
