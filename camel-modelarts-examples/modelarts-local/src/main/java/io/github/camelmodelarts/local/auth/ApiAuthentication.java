package io.github.camelmodelarts.local.auth;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.local.api.Credentials;
import io.github.camelmodelarts.local.api.Refusals;
import io.github.camelmodelarts.local.api.Scheme;
import io.github.camelmodelarts.local.call.Call;
import io.github.camelmodelarts.local.call.RefusedException;
import io.github.camelmodelarts.local.signing.SignedRequest;

/** Authenticates calls of the cloud's own APIs, by an IAM token or by an access key's signature. */
public final class ApiAuthentication {

    private static final Set<Scheme> ACCESS_KEYS = EnumSet.of(Scheme.AK_SK);

    private final IssuedTokens tokens;
    private final SignatureCheck signatures;
    private final IssuedAccessKeys keys;
    private final Credentials credentials;

    /**
     * The caller of an API.
     *
     * @param grant the rights of the token, or null after a signature
     */
    public record Caller(String account, @Nullable Grant grant) {}

    /**
     * Accepts these tokens and signatures.
     *
     * @param keys the temporary keys, which say whose rights they have
     */
    public ApiAuthentication(
            IssuedTokens tokens, SignatureCheck signatures, IssuedAccessKeys keys, Credentials credentials) {
        this.tokens = tokens;
        this.signatures = signatures;
        this.keys = keys;
        this.credentials = credentials;
    }

    /** Returns the caller, or throws the rejection. */
    public Caller check(Call call) throws RefusedException, IOException {
        String authorization = call.head().header("Authorization");
        if (authorization != null && authorization.startsWith(SignedRequest.ALGORITHM)) {
            call.provedBy(signatures.check(call, ACCESS_KEYS));
            return new Caller(accountOf(call), null);
        }
        String token = call.head().header("X-Auth-Token");
        if (token == null) {
            throw new RefusedException(Refusals.iam("x-auth-token not found"));
        }
        Grant grant = tokens.check(token);
        call.provedBy(Scheme.TOKEN);
        return new Caller(grant.account(), grant);
    }

    private String accountOf(Call call) {
        SignedRequest signed = SignedRequest.parse(call.head());
        String account = signed == null ? null : keys.accountOf(signed.access());
        return account == null ? credentials.account() : account;
    }
}
