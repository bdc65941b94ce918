package io.github.camelmodelarts.local.iam;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.local.auth.SigningKey;
import io.github.camelmodelarts.local.text.StableId;
import io.github.camelmodelarts.local.text.UtcTime;

/** The bodies of IAM's responses, as in Huawei Cloud's IAM API reference. */
final class IamJson {

    private IamJson() {}

    /**
     * The body of the response with a token.
     *
     * @param expiresAt null to omit the field
     * @param project null for a token of the whole account
     */
    static Map<String, Object> token(
            User user, @Nullable Project project, Instant issuedAt, @Nullable String expiresAt) {
        Map<String, Object> token = new LinkedHashMap<>();
        if (expiresAt != null) {
            token.put("expires_at", expiresAt);
        }
        token.put("issued_at", UtcTime.text(issuedAt));
        token.put("methods", List.of("password"));
        token.put("catalog", List.of());
        token.put("roles", List.of(Map.of("id", "0", "name", "te_admin")));
        Map<String, Object> domain = domain(user.account());
        if (project == null) {
            token.put("domain", domain);
        } else {
            token.put("project", Map.of("domain", domain, "id", project.id(), "name", project.name()));
        }
        Map<String, Object> holder = new LinkedHashMap<>();
        holder.put("domain", domain);
        holder.put("id", StableId.hex("user/" + user.account() + "/" + user.name()));
        holder.put("name", user.name());
        holder.put("password_expires_at", "");
        token.put("user", holder);
        return Map.of("token", token);
    }

    /**
     * The body of the response with a temporary access key.
     *
     * @param expiresAt null to omit the field
     */
    static Map<String, Object> credential(SigningKey key, @Nullable String expiresAt) {
        Map<String, Object> credential = new LinkedHashMap<>();
        credential.put("access", key.access());
        if (expiresAt != null) {
            credential.put("expires_at", expiresAt);
        }
        credential.put("secret", key.secret());
        credential.put("securitytoken", key.securityToken());
        return Map.of("credential", credential);
    }

    /** The body of a list of projects. */
    static Map<String, Object> projects(List<Project> projects) {
        return Map.of(
                "links",
                Map.of(),
                "projects",
                projects.stream().map(IamJson::project).toList());
    }

    private static Map<String, Object> project(Project project) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("domain_id", domainId(project.account()));
        fields.put("is_domain", false);
        fields.put("parent_id", domainId(project.account()));
        fields.put("name", project.name());
        fields.put("description", "");
        fields.put("id", project.id());
        fields.put("enabled", project.enabled());
        return fields;
    }

    private static Map<String, Object> domain(String account) {
        return Map.of("id", domainId(account), "name", account);
    }

    /** The id of an account, which IAM calls a domain. */
    static String domainId(String account) {
        return StableId.hex("domain/" + account);
    }
}
