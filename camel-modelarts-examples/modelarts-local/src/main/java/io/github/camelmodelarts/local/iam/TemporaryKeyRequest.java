package io.github.camelmodelarts.local.iam;

import java.time.Duration;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.local.rest.RestException;

/**
 * The content of a request for a temporary access key (Huawei Cloud IAM API reference, "Obtaining Temporary Access Keys and
 * Security Tokens of an IAM User", iam_04_0002, and "... of an Agency", iam_04_0101, both of 2025-12-27).
 *
 * @param life the requested life of the key
 * @param agency the agency, or null for the method {@code token}
 * @param domainId the id of the delegating account, or null
 * @param domainName the name of the delegating account, or null; the documents say that one of both is enough. If both are
 *     sent, both must fit
 */
record TemporaryKeyRequest(
        Duration life,
        @Nullable String agency,
        @Nullable String domainId,
        @Nullable String domainName) {

    private static final String IDENTITY = "auth.identity.";
    private static final String TOKEN = "token";
    private static final String AGENCY = "assume_role";
    /** "The value ranges from 15 minutes to 24 hours. The default value is 15 minutes." */
    private static final int SHORTEST = 900;

    private static final int LONGEST = 86_400;

    /**
     * The token in the body: it may replace the header {@code X-Auth-Token} for the method {@code token}. If there are
     * both, the header counts.
     */
    static @Nullable String token(JsonNode body) {
        JsonNode identity = body.at("/auth/identity");
        return isMethod(identity, TOKEN) ? identity.at("/token/id").textValue() : null;
    }

    /**
     * Reads the body. A {@code policy} is ignored.
     *
     * @throws RestException 400 IAM.0007 if a field is missing or invalid
     */
    static TemporaryKeyRequest parse(JsonNode body) throws RestException {
        JsonNode identity = body.at("/auth/identity");
        if (isMethod(identity, TOKEN)) {
            return new TemporaryKeyRequest(life(identity, TOKEN), null, null, null);
        }
        if (!isMethod(identity, AGENCY)) {
            throw TokenRequest.invalid(IDENTITY + "methods");
        }
        JsonNode role = identity.path(AGENCY);
        String agency = TokenRequest.required(role.path("agency_name"), IDENTITY + AGENCY + ".agency_name");
        String id = role.path("domain_id").textValue();
        String name = role.path("domain_name").textValue();
        if (id == null && name == null) {
            throw TokenRequest.invalid(IDENTITY + AGENCY + ".domain_name");
        }
        return new TemporaryKeyRequest(life(identity, AGENCY), agency, id, name);
    }

    private static boolean isMethod(JsonNode identity, String method) {
        JsonNode methods = identity.path("methods");
        return methods.isArray()
                && methods.size() == 1
                && methods.path(0).asText().equals(method);
    }

    private static Duration life(JsonNode identity, String method) throws RestException {
        JsonNode seconds = identity.path(method).path("duration_seconds");
        if (seconds.isMissingNode() || seconds.isNull()) {
            return Duration.ofSeconds(SHORTEST);
        }
        if (!seconds.isInt() || seconds.intValue() < SHORTEST || seconds.intValue() > LONGEST) {
            throw TokenRequest.invalid(IDENTITY + method + ".duration_seconds");
        }
        return Duration.ofSeconds(seconds.intValue());
    }
}
