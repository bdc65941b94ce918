package io.github.camelmodelarts.local.iam;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.local.rest.RestException;

/**
 * The content of a request for a token with a password.
 *
 * @param projectId the project of the requested token, or null
 * @param projectName the name of that project, or null. Without both, the token is for the whole account, and services reject it
 */
record TokenRequest(
        String account,
        String user,
        String password,
        @Nullable String projectId,
        @Nullable String projectName) {

    /**
     * Reads the body of {@code POST /v3/auth/tokens}. If the scope has a project and a domain, the project counts. If
     * the project has id and name, the id counts.
     *
     * @throws RestException 400 IAM.0007 if a field is missing, or if the method is not {@code password}
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

    static String required(JsonNode text, String name) throws RestException {
        if (!text.isTextual() || text.textValue().isEmpty()) {
            throw invalid(name);
        }
        return text.textValue();
    }

    /** 400 IAM.0007: a parameter is invalid. */
    static RestException invalid(String name) {
        return new RestException(400, "IAM.0007", "Request parameter " + name + " is invalid.");
    }

    /** Shows no password. */
    @Override
    public String toString() {
        return "TokenRequest[" + account + "/" + user + "]";
    }
}
