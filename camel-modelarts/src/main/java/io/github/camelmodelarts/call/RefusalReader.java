package io.github.camelmodelarts.call;

import java.net.URI;
import java.time.InstantSource;
import java.util.Locale;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelmodelarts.api.AuthStrategy;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.Printable;
import io.github.camelmodelarts.api.Proof;
import io.github.camelmodelarts.api.Refusal;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.api.ServiceResponse;

/** Reads what a failed answer says: whose code it carries, what it means, what to do. Thread-safe. */
public final class RefusalReader {

    private static final Logger LOG = LoggerFactory.getLogger(RefusalReader.class);
    private static final JsonMapper JSON = new JsonMapper();
    private static final int LONGEST_MESSAGE = 1024;
    /** Where the several producers of errors put code and text (ModelArts API reference; SDK core, ExceptionUtils). */
    private static final String[][] KEYS = {{"error_code", "error_msg"}, {"erno", "msg"}, {"code", "message"}};

    private final InstantSource clock;
    private final Api api;

    /**
     * A reader.
     *
     * @param clock what a {@code Retry-After} with a date is relative to
     * @param api whose answers it reads
     */
    public RefusalReader(InstantSource clock, Api api) {
        this.clock = clock;
        this.api = api;
    }

    /**
     * The exception that says what an answer says.
     *
     * @param request as the route made it
     * @param signed as it was sent; what the strategy added to it or changed in it appears nowhere in the exception
     */
    ModelArtsOperationFailedException read(
            ServiceRequest request,
            ServiceRequest signed,
            ServiceResponse answer,
            AuthStrategy strategy,
            int attempts) {
        Redaction redaction = Redaction.of(new Proof(request.headers(), signed.headers()));
        // what is in no known shape is a model's own words; of the management API it may be a part of a list with
        // secrets
        Said said = api == Api.SERVICE ? Said.by(answer) : Said.by(answer).withoutUnshaped();
        String message = said.message == null ? null : Printable.of(redaction.apply(said.message), LONGEST_MESSAGE);
        KnownErrors.Entry known = KnownErrors.find(api, answer.status(), said.code, said.message);
        String explanation = explanation(strategy, signed, said.message);
        String hint = explanation == null
                ? said.hintOr(known.hint())
                : Printable.of(redaction.apply(explanation), LONGEST_MESSAGE);
        Refusal refusal = new Refusal(
                answer.status(),
                said.code == null ? null : Printable.of(said.code, 64),
                message,
                said.requestId == null ? null : Printable.of(said.requestId, 128),
                known.category(),
                known.retryable(),
                RetryAfter.read(answer.headers().get("Retry-After"), clock),
                hint);
        return new ModelArtsOperationFailedException(
                signed.uri().getScheme() + "://" + signed.host() + signed.uri().getRawPath(),
                refusal,
                attempts,
                location(answer),
                redaction.applyToAll(answer.headers().asMap()),
                redaction.apply(answer.text()));
    }

    private static @Nullable String explanation(
            AuthStrategy strategy, ServiceRequest signed, @Nullable String message) {
        try {
            return message == null ? null : strategy.explain(signed, message);
        } catch (RuntimeException e) {
            LOG.debug("The authStrategy could not explain a refusal", e);
            return null;
        }
    }

    /** Scheme and host of where a redirect points; the rest is untrusted and may hold anything. */
    private static @Nullable String location(ServiceResponse answer) {
        String location = answer.headers().get("Location");
        if (location == null) {
            return null;
        }
        try {
            URI uri = URI.create(location);
            return uri.getHost() == null ? "(elsewhere on this host)" : uri.getScheme() + "://" + uri.getHost();
        } catch (IllegalArgumentException e) {
            return "(unreadable)";
        }
    }

    /** The parts of an error body, in whichever of the known shapes it came. */
    private record Said(
            @Nullable String code,
            @Nullable String message,
            @Nullable String requestId,
            boolean html,
            boolean shaped) {

        static Said by(ServiceResponse answer) {
            String text = answer.text().strip();
            String headerId = answer.headers().get("X-Request-Id");
            if (text.startsWith("{")) {
                try {
                    JsonNode body = JSON.readTree(text);
                    JsonNode nested = body.path("error");
                    Said said = in(body, headerId);
                    return said.code == null && nested.isObject() ? in(nested, said.requestId) : said;
                } catch (JsonProcessingException e) {
                    return new Said(null, text, headerId, false, false);
                }
            }
            String start = text.substring(0, Math.min(text.length(), 200)).toLowerCase(Locale.ROOT);
            boolean html = start.startsWith("<!doctype html") || start.startsWith("<html") || start.contains("<html");
            return new Said(null, text.isEmpty() || html ? null : text, headerId, html, false);
        }

        private static Said in(JsonNode body, @Nullable String headerId) {
            String id = body.path("request_id").asText("");
            String requestId = id.isEmpty() ? headerId : id;
            for (String[] keys : KEYS) {
                String code = body.path(keys[0]).asText("");
                String message = body.path(keys[1]).asText("");
                if (!code.isEmpty() || !message.isEmpty()) {
                    return new Said(
                            code.isEmpty() ? null : code, message.isEmpty() ? null : message, requestId, false, true);
                }
            }
            return new Said(null, null, requestId, false, false);
        }

        /** Without a message that is the whole body. */
        Said withoutUnshaped() {
            return shaped ? this : new Said(null, null, requestId, html, false);
        }

        @Nullable
        String hintOr(@Nullable String other) {
            return html
                    ? "The answer is an HTML page, which comes from a proxy or a web server, not from ModelArts: check the address"
                    : other;
        }
    }
}
