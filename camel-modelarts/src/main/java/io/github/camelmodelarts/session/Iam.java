package io.github.camelmodelarts.session;

import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelmodelarts.api.Body;
import io.github.camelmodelarts.api.Credentials;
import io.github.camelmodelarts.api.Headers;
import io.github.camelmodelarts.api.ModelArtsAuthenticationException;
import io.github.camelmodelarts.api.ServiceAddress;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.api.Transport;
import io.github.camelmodelarts.secrets.ErrorBody;
import io.github.camelmodelarts.secrets.Redaction;
import io.github.camelmodelarts.text.Ascii;
import io.github.camelmodelarts.text.PlainJson;
import io.github.camelmodelarts.text.Printable;
import io.github.camelmodelarts.text.RetryAfter;

/** Gets project-scoped tokens from IAM (IAM API reference, "Obtaining a User Token Through Password Authentication"). Thread-safe. */
final class Iam {

    private static final Logger LOG = LoggerFactory.getLogger(Iam.class);
    /** The assumed lifetime of a token without valid times; the documented lifetime is a day. */
    private static final Duration UNSAID = Duration.ofHours(1);

    /** The gateway accepts headers of up to 32 KiB (API Gateway, error codes: APIG.0201, 494). */
    private static final int LONGEST_TOKEN = 32 * 1024 - 64;

    private static final Duration LONGEST = Duration.ofHours(24);
    /** The codes of IAM and of ModelArts for a locked user. */
    private static final Set<String> LOCKED = Set.of("IAM.0061", "ModelArts.4126");

    private static final String NOT_IAM =
            "IAM returns tokens with status 201, so another server responded: check iamEndpoint and the proxy";

    private final Transport transport;
    private final InstantSource clock;

    /** @param clock the wall clock, to read a {@code Retry-After} with a date */
    Iam(Transport transport, InstantSource clock) {
        this.transport = transport;
        this.clock = clock;
    }

    /** Requests a token; fails with a {@link ModelArtsAuthenticationException} if there is no response. */
    CompletableFuture<Login> login(Credentials.User user, Fetch fetch) {
        return fetch.over(transport::send).apply(request(user)).handle((response, failure) -> {
            if (failure != null) {
                Redaction redaction = Redaction.of(user.password());
                throw new ModelArtsAuthenticationException(
                        "No token was received from IAM at " + user.iamEndpoint() + ": "
                                + redaction.apply(String.valueOf(failure.getMessage())),
                        null,
                        true,
                        redaction.apply(failure));
            }
            // a token is small, and a larger response was refused already
            response.memory().release();
            return read(user, response);
        });
    }

    private static ServiceRequest request(Credentials.User user) {
        ServiceAddress address = ServiceAddress.parse(user.iamEndpoint()).resolve("/v3/auth/tokens?nocatalog=true");
        Map<String, String> project = user.projectId() == null
                ? Map.of("name", String.valueOf(user.region()))
                : Map.of("id", user.projectId());
        Map<String, Object> body = Map.of(
                "auth",
                Map.of(
                        "identity",
                        Map.of(
                                "methods",
                                List.of("password"),
                                "password",
                                Map.of(
                                        "user",
                                        Map.of(
                                                "name",
                                                user.username(),
                                                "password",
                                                user.password(),
                                                "domain",
                                                Map.of("name", user.account())))),
                        "scope",
                        Map.of("project", project)));
        try {
            Body json = Body.of(PlainJson.MAPPER.writeValueAsBytes(body), "application/json;charset=utf8");
            return new ServiceRequest("POST", address.uri(), Headers.NONE, json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("Any text can be written as JSON", e);
        }
    }

    private Login read(Credentials.User user, ServiceResponse response) {
        String token = response.headers().get("X-Subject-Token");
        if (response.status() != 201 || token == null || token.isBlank()) {
            return refusal(user, response);
        }
        requireSendable(user, token);
        return Login.granted(Lease.living(token, life(body(response).path("token"))));
    }

    /** Refuses a token that no header can hold: otherwise each call would fail because of that header, for a day. */
    private static void requireSendable(Credentials.User user, String token) {
        if (token.length() > LONGEST_TOKEN || !token.chars().allMatch(Ascii::isVisible)) {
            throw new ModelArtsAuthenticationException(
                    "IAM at " + user.iamEndpoint()
                            + " returned an invalid token: it is too long for a header, or has a"
                            + " character that a header can't hold",
                    "Check iamEndpoint, and that no proxy changes IAM's responses",
                    true,
                    null);
        }
    }

    /**
     * The lifetime of a token: the time from issue to expiry as IAM states them. It is counted from now, because IAM's clock may differ
     * from this machine's.
     */
    private static Duration life(JsonNode token) {
        try {
            Instant end = Instant.parse(token.path("expires_at").asText());
            Instant issue = Instant.parse(token.path("issued_at").asText());
            Duration life = Duration.between(issue, end);
            if (life.compareTo(Duration.ZERO) > 0) {
                return life.compareTo(LONGEST) > 0 ? LONGEST : life;
            }
        } catch (DateTimeException e) {
            LOG.debug(
                    "IAM's response has no valid expires_at or issued_at: {}",
                    Printable.of(String.valueOf(e.getMessage()), 200));
        }
        LOG.warn("IAM's response does not state the lifetime of its token; the token is renewed within {}", UNSAID);
        return UNSAID;
    }

    private Login refusal(Credentials.User user, ServiceResponse response) {
        ErrorBody error = ErrorBody.of(response).withoutUnshaped();
        String code = Objects.requireNonNullElse(error.code(), "");
        String text = Objects.requireNonNullElse(error.message(), "");
        String said = Printable.of(Redaction.of(user.password()).apply((code + " " + text).strip()), 300);
        int status = response.status();
        boolean later = status == 429 || status >= 500 || status < 400;
        ModelArtsAuthenticationException refusal = new ModelArtsAuthenticationException(
                "IAM returned no token: it responded with " + status + (said.isEmpty() ? "" : " " + said),
                status < 400 ? NOT_IAM : hint(code, status),
                later,
                RetryAfter.read(response.headers().get("Retry-After"), clock),
                null);
        return Login.refused(
                refusal,
                LOCKED.contains(code) ? Login.Says.LOCKED : status == 401 ? Login.Says.WRONG : Login.Says.NOTHING);
    }

    private static @Nullable String hint(String code, int status) {
        return switch (code) {
            case "IAM.0062", "ModelArts.4122" ->
                "Check account (required for an IAM user), username and password. An account that became a HUAWEI ID can't"
                        + " get a token with its own password: create an IAM user in it";
            case "IAM.0061", "ModelArts.4126" ->
                "The user is locked after too many wrong passwords: wait at least 15 minutes";
            case "IAM.0080", "IAM.0081", "IAM.0082" ->
                "The user is disabled or may not use APIs: ask the account's administrator for"
                        + " programmatic access";
            case "IAM.0004" -> "There is no such project or user: check projectId or region, account and username";
            default ->
                status == 401
                        ? "Check account (required for an IAM user), username and password"
                        : status == 403
                                ? "The user may not use this project: check projectId or region, and permissions"
                                : null;
        };
    }

    private static JsonNode body(ServiceResponse response) {
        try {
            return PlainJson.MAPPER.readTree(response.body().length == 0 ? "{}" : response.text());
        } catch (JsonProcessingException e) {
            return PlainJson.MAPPER.createObjectNode();
        }
    }
}
