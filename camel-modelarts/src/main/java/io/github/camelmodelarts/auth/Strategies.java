package io.github.camelmodelarts.auth;

import java.util.Map;

import io.github.camelmodelarts.api.AuthStrategy;
import io.github.camelmodelarts.api.Credentials;
import io.github.camelmodelarts.auth.signing.SigningKey;

/** The strategy for each kind of credentials. */
public final class Strategies {

    private static final String STAGE = "x-stage";

    private Strategies() {}

    /**
     * A strategy that proves with these credentials who is calling.
     *
     * @param stage the environment to which the API is published, sent with each kind of app authentication
     * @param clocks what signatures are dated by
     */
    public static AuthStrategy of(Credentials credentials, String stage, HostClocks clocks) {
        if (credentials instanceof Credentials.AppSignature app) {
            return new SignatureStrategy(new SigningKey(app.appKey(), app.appSecret()), Map.of(STAGE, stage), clocks);
        } else if (credentials instanceof Credentials.AccessKey key) {
            Map<String, String> signed =
                    key.securityToken() == null ? Map.of() : Map.of("X-Security-Token", key.securityToken());
            return new SignatureStrategy(new SigningKey(key.accessKey(), key.secretKey()), signed, clocks);
        } else if (credentials instanceof Credentials.AppCode app) {
            return new HeaderStrategy(Map.of(STAGE, stage, "X-Apig-AppCode", app.appCode()));
        } else if (credentials instanceof Credentials.AppKey app) {
            return new HeaderStrategy(Map.of(STAGE, stage, "apikey", app.appKey()));
        } else if (credentials instanceof Credentials.Token token) {
            return new HeaderStrategy(Map.of("X-Auth-Token", token.token()));
        } else if (credentials instanceof Credentials.ApiKey key) {
            return new HeaderStrategy(Map.of("Authorization", "Bearer " + key.apiKey()));
        } else if (credentials instanceof Credentials.Anonymous) {
            return new HeaderStrategy(Map.of());
        }
        // not without a proof, as if nobody was meant to call
        throw new IllegalArgumentException("There is no strategy for " + credentials);
    }
}
