package io.github.camelmodelarts.local.iam;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.camelmodelarts.local.api.Failure;
import io.github.camelmodelarts.local.rest.RestAnswer;
import io.github.camelmodelarts.local.rest.RestException;

/** The two formats of IAM's error bodies. Both are documented, but not which API uses which. */
public enum ErrorShape {
    /** {@code {"error_msg": ..., "error_code": ...}}. */
    FLAT,
    /** {@code {"error": {"code": ..., "message": ..., "title": ...}}}. */
    NESTED;

    private static final Map<Integer, String> TITLES = Map.of(
            400, "Bad Request", 401, "Unauthorized", 403, "Forbidden", 404, "Not Found", 429, "Too Many Requests");

    Failure failure(RestException refusal) {
        return failure(refusal.status(), refusal.code(), refusal.text());
    }

    Failure failure(int status, String code, String text) {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (this == FLAT) {
            fields.put("error_msg", text);
            fields.put("error_code", code);
        } else {
            Map<String, Object> error = new LinkedHashMap<>();
            error.put("message", text);
            error.put("code", code);
            error.put("title", TITLES.getOrDefault(status, "Error"));
            fields.put("error", error);
        }
        return Failure.coded(status, code, RestAnswer.json(fields).body().getBytes(StandardCharsets.UTF_8));
    }
}
