package io.github.camelmodelarts.local.iam;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.local.rest.RestException;

/**
 * A request for a token by password, taken apart.
 *
 * @param projectId the project that the token shall be for, or null
 * @param projectName the same by name; without both the token is for the account as a whole, which services refuse
 */
record TokenRequest(
        String account,
        String user,
        String password,
        @Nullable String projectId,
        @Nullable String projectName) {

    /**
     * Reads the body of {@code POST /v3/auth/tokens}. Where both a project and a domain are named as scope, the project counts,
     * and of its id and its name the id.
     *
     * @throws RestException 400 IAM.0007 if something is missing, or if another method than {@code password} is asked for
     */
    static TokenRequest parse(JsonNode body) throws RestException {
        JsonNode identity = body.at("/auth/identity");
        JsonNode methods = identity.path("methods");
        if (methods.size() != 1 || !methods.path(0).asText().equals("password")) {
            throw invalid("auth.identity.methods");
        }
        JsonNode user = identity.at("/password/user");
        JsonNode project = body.at("/auth/scope/project");
        return new TokenRequest(
                required(user.at("/domain/name"), "auth.identity.password.user.domain.name"),
                required(user.path("name"), "auth.identity.password.user.name"),
                required(user.path("password"), "auth.identity.password.user.password"),
                project.path("id").textValue(),
                project.path("name").textValue());
    }

    private static String required(JsonNode text, String name) throws RestException {
        if (!text.isTextual() || text.textValue().isEmpty()) {
            throw invalid(name);
        }
        return text.textValue();
    }

    /** 400 IAM.0007: a parameter that can't be right. */
    static RestException invalid(String name) {
        return new RestException(400, "IAM.0007", "Request parameter " + name + " is invalid.");
    }

    /** No password. */
    @Override
    public String toString() {
        return "TokenRequest[" + account + "/" + user + "]";
    }
}
