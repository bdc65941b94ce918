package io.github.camelmodelarts.local;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.local.signing.RawRequest;
import io.github.camelmodelarts.local.signing.SignedRequest;

/** Finds out by which of a service's schemes a request proves who sent it. */
final class Authentication {

    private static final Set<Scheme> OF_APPS = EnumSet.of(Scheme.APP_SIGNATURE, Scheme.APP_CODE, Scheme.APP_KEY);
    private static final String BEARER = "Bearer ";

    private final Credentials credentials;
    private final Tokens tokens;
    private final SignatureCheck signatures;

    Authentication(Credentials credentials, Tokens tokens, SignatureCheck signatures) {
        this.credentials = credentials;
        this.tokens = tokens;
        this.signatures = signatures;
    }

    /** Says who calls by which of the schemes that are accepted, or refuses as the gateway does. */
    Scheme authenticate(Call call, Service service, Set<Scheme> accepted) throws RefusedException, IOException {
        if (accepted.contains(Scheme.NONE)) {
            return Scheme.NONE;
        }
        Scheme scheme = proof(call, accepted);
        if (OF_APPS.contains(scheme) && !service.deployment().isAppBound()) {
            throw new RefusedException(Refusals.appNotAuthorized());
        }
        return scheme;
    }

    private Scheme proof(Call call, Set<Scheme> accepted) throws RefusedException, IOException {
        RawRequest head = call.head();
        String authorization = head.header("Authorization");
        boolean signed = authorization != null && authorization.startsWith(SignedRequest.ALGORITHM);
        if (signed && (accepted.contains(Scheme.APP_SIGNATURE) || accepted.contains(Scheme.AK_SK))) {
            return signatures.check(call, accepted);
        }
        if (authorization != null && authorization.startsWith(BEARER) && accepted.contains(Scheme.API_KEY)) {
            String key = authorization.substring(BEARER.length()).trim();
            return require(Scheme.API_KEY, key, credentials.apiKey(), Refusals.badApiKey());
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

    private static Scheme require(Scheme scheme, String sent, String expected, Failure otherwise)
            throws RefusedException {
        if (!SignatureCheck.isSame(expected, sent)) {
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
