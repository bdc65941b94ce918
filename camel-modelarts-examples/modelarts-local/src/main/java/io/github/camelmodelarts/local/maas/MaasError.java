package io.github.camelmodelarts.local.maas;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.camelmodelarts.local.api.Failure;
import io.github.camelmodelarts.local.text.SecretText;

/**
 * The errors of MaaS with their codes and statuses (Huawei, ModelArts Studio, "Error codes", 2026). The default messages and the
 * field {@code type} are ours. Use {@link #failure()} with {@link Maas#failNext}.
 */
public enum MaasError {
    /** 400 ModelArts.81001: the body of the request is wrong. */
    BAD_REQUEST(400, 81001, "Invalid request body"),
    /** 400 ModelArts.81002: {@code Authorization} is missing or does not begin with {@code Bearer}. */
    NO_BEARER(400, 81002, "The header Authorization is missing or is not a Bearer token"),
    /** 401 ModelArts.81003: the API key is unknown. */
    BAD_KEY(401, 81003, "Invalid API key"),
    /** 403 ModelArts.81004: the account has not enabled the model. */
    NOT_ENABLED(403, 81004, "The model service is not enabled"),
    /** 403 ModelArts.81005: the free quota is used up. */
    FREE_QUOTA_USED_UP(403, 81005, "The free quota is used up"),
    /** 403 ModelArts.81006: the account is frozen. */
    FROZEN(403, 81006, "The account is frozen"),
    /** 404 ModelArts.81009: there is no such model. */
    NO_SUCH_MODEL(404, 81009, "The model does not exist"),
    /** 403 ModelArts.81011: moderation rejected the prompt or the answer. */
    MODERATED(403, 81011, "The content was rejected by moderation"),
    /** 400 ModelArts.81013: the model does not support the language of the prompt. */
    PROMPT_LANGUAGE(400, 81013, "The language of the prompt is not supported"),
    /** 403 ModelArts.81014: the free service has expired. */
    FREE_SERVICE_EXPIRED(403, 81014, "The free service has expired"),
    /** 401 ModelArts.81015: the allow-list of the key does not contain this caller or model. */
    KEY_NOT_ALLOWED(401, 81015, "The API key does not allow this request"),
    /** 429 ModelArts.81101: too many requests in this minute. */
    REQUESTS_PER_MINUTE(429, 81101, "The limit of requests per minute is exceeded"),
    /** 429 ModelArts.81103: too many tokens in this minute. */
    TOKENS_PER_MINUTE(429, 81103, "The limit of tokens per minute is exceeded"),
    /** 404 ModelArts.81108: there is no such task, for example of a video. */
    NO_SUCH_TASK(404, 81108, "The task does not exist"),
    /** 403 ModelArts.81109: the caller may not query the task. */
    TASK_NOT_ALLOWED(403, 81109, "No permission to query the task"),
    /** 400 ModelArts.81118: a picture can't be used. */
    BAD_PICTURE(400, 81118, "Invalid picture");

    private final int status;
    private final String code;
    private final String message;

    MaasError(int status, int number, String message) {
        this.status = status;
        this.code = "ModelArts." + number;
        this.message = message;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The code, for example {@code ModelArts.81101}. */
    public String code() {
        return code;
    }

    /** The error with its default message, in the shape of MaaS and with a random {@code span_id}. */
    public Failure failure() {
        return failure(message);
    }

    /** The error with a message of yours, in the shape of MaaS and with a random {@code span_id}. */
    public Failure failure(String text) {
        return failure(text, SecretText.hex(16));
    }

    /** The error as a server-sent event: {@code data:} and the JSON. Streamed calls were seen to get a status 400 with such a body. */
    public Failure failureAsEvent() {
        String body = "data: " + Json.text(body(message, SecretText.hex(16))) + "\n\n";
        return Failure.coded(status, code, body.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * An error in the shape of vLLM, which some models return: {@code code} is the status, a number.
     *
     * @param type for example {@code NotFoundError} or {@code BadRequestError}
     */
    public static Failure vllm(int status, String type, String message) {
        return Failure.answer(status, "application/json", Json.bytes(vllmBody(status, type, message)));
    }

    static Map<String, Object> vllmBody(int status, String type, String message) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("object", "error");
        body.put("message", message);
        body.put("type", type);
        body.put("param", null);
        body.put("code", status);
        return body;
    }

    /** The body of a 405, which has no code. */
    static byte[] methodNotAllowed() {
        return Json.bytes(Map.of("detail", "Method Not Allowed"));
    }

    String message() {
        return message;
    }

    Failure failure(String text, String spanId) {
        return Failure.coded(status, code, Json.bytes(body(text, spanId)));
    }

    /** The fields of the error in the shape of MaaS. */
    Map<String, Object> body(String text, String spanId) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("code", code);
        error.put("message", text);
        error.put("param", null);
        error.put("type", type());
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("error", error);
        body.put("error_code", code);
        body.put("error_msg", text);
        body.put("span_id", spanId);
        return body;
    }

    private String type() {
        return switch (status) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 429 -> "rate_limit_error";
            default -> "invalid_request_error";
        };
    }
}
