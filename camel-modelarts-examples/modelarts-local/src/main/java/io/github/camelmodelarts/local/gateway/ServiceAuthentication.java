package io.github.camelmodelarts.local.gateway;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.local.api.Credentials;
import io.github.camelmodelarts.local.api.Failure;
import io.github.camelmodelarts.local.api.Refusals;
import io.github.camelmodelarts.local.api.Scheme;
import io.github.camelmodelarts.local.auth.IssuedTokens;
import io.github.camelmodelarts.local.auth.SignatureCheck;
import io.github.camelmodelarts.local.call.Call;
import io.github.camelmodelarts.local.call.RefusedException;
import io.github.camelmodelarts.local.management.ApiKeys;
import io.github.camelmodelarts.local.signing.RawRequest;
import io.github.camelmodelarts.local.signing.SignedRequest;
import io.github.camelmodelarts.local.text.SecretText;

/** Authenticates a request by one of the schemes that its service accepts. */
public final class ServiceAuthentication {

    private static final Set<Scheme> OF_APPS = EnumSet.of(Scheme.APP_SIGNATURE, Scheme.APP_CODE, Scheme.APP_KEY);
    private static final String BEARER = "Bearer ";

    private final Credentials credentials;
    private final IssuedTokens tokens;
    private final SignatureCheck signatures;
    private final ApiKeys apiKeys;

    /** Accepts these credentials, tokens, signatures and keys. */
    public ServiceAuthentication(
            Credentials credentials, IssuedTokens tokens, SignatureCheck signatures, ApiKeys apiKeys) {
        this.credentials = credentials;
        this.tokens = tokens;
        this.signatures = signatures;
        this.apiKeys = apiKeys;
    }

    /** Returns the scheme that authenticates the request, or throws the rejection of the gateway. */
    Scheme authenticate(Call call, Service service, Set<Scheme> accepted) throws RefusedException, IOException {
        if (accepted.contains(Scheme.NONE)) {
            return Scheme.NONE;
        }
        Scheme scheme = proof(call, service, accepted);
        if (OF_APPS.contains(scheme) && !service.deployment().isAppBound()) {
            throw new RefusedException(Refusals.appNotAuthorized());
        }
        return scheme;
    }

    private Scheme proof(Call call, Service service, Set<Scheme> accepted) throws RefusedException, IOException {
        RawRequest head = call.head();
        String authorization = head.header("Authorization");
        boolean signed = authorization != null && authorization.startsWith(SignedRequest.ALGORITHM);
        if (signed && (accepted.contains(Scheme.APP_SIGNATURE) || accepted.contains(Scheme.AK_SK))) {
            return signatures.check(call, accepted);
        }
        boolean temporary = "temp".equals(head.header("X-Api-Key-Type"));
        if (authorization != null
                && (temporary || authorization.startsWith(BEARER))
                && accepted.contains(Scheme.API_KEY)) {
            return apiKey(authorization, temporary, service);
        }
        String token = head.header("X-Auth-Token");
        if (token != null && accepted.contains(Scheme.TOKEN)) {
            if (tokens.check(token).project() == null) {
                throw new RefusedException(Refusals.tokenWithoutProject());
            }
            return Scheme.TOKEN;
        }
        String appCode = head.header("X-Apig-AppCode");
        if (appCode != null && accepted.contains(Scheme.APP_CODE)) {
            return require(Scheme.APP_CODE, appCode, credentials.appCode(), Refusals.badAppCode());
        }
        String appKey = head.header("apikey");
        if (appKey != null && accepted.contains(Scheme.APP_KEY)) {
            return require(Scheme.APP_KEY, appKey, credentials.appKey(), Refusals.unknownAppKey(appKey));
        }
        throw new RefusedException(nothingUsable(authorization, accepted));
    }

    /**
     * Authenticates by an API key. A temporary key is the whole value of {@code Authorization}; {@code X-Api-Key-Type}
     * marks it as temporary (ModelArts API reference, "CreateInferTempApiKey").
     */
    private Scheme apiKey(String authorization, boolean temporary, Service service) throws RefusedException {
        String key = temporary
                ? authorization.trim()
                : authorization.substring(BEARER.length()).trim();
        if (apiKeys.open(key, temporary, service.deployment())) {
            return Scheme.API_KEY;
        }
        if (temporary) {
            throw new RefusedException(Refusals.badApiKey());
        }
        return require(Scheme.API_KEY, key, credentials.apiKey(), Refusals.badApiKey());
    }

    private static Scheme require(Scheme scheme, String sent, String expected, Failure otherwise)
            throws RefusedException {
        if (!SecretText.isSame(expected, sent)) {
            throw new RefusedException(otherwise);
        }
        return scheme;
    }

    private static Failure nothingUsable(@Nullable String authorization, Set<Scheme> accepted) {
        if (accepted.contains(Scheme.APP_SIGNATURE) && authorization != null) {
            return Refusals.noAccess();
        }
        if (accepted.stream().anyMatch(OF_APPS::contains)) {
            return Refusals.badAppCode();
        }
        boolean iam = accepted.contains(Scheme.TOKEN) || accepted.contains(Scheme.AK_SK);
        return iam ? Refusals.iam("x-auth-token not found") : Refusals.badApiKey();
    }
}
