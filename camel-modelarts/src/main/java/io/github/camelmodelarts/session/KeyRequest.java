package io.github.camelmodelarts.session;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelmodelarts.api.AuthType;
import io.github.camelmodelarts.api.Credentials;
import io.github.camelmodelarts.api.Failures;
import io.github.camelmodelarts.api.Headers;
import io.github.camelmodelarts.api.ModelArtsAuthenticationException;
import io.github.camelmodelarts.api.ModelArtsFailure;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.ServiceAddress;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.text.Printable;

/**
 * Requests a temporary access key from IAM (IAM API reference, "Obtaining a Temporary Access Key and Security Token Through a Token").
 *
 * @param identity the kind of credentials that authenticate the request
 * @param clock the wall clock, used only if IAM's response has no date
 */
record KeyRequest(ServiceAddress iam, AuthType identity, InstantSource clock) {

    private static final Logger LOG = LoggerFactory.getLogger(KeyRequest.class);

    /**
     * The longest lifetime that IAM allows. A URL that was signed with a temporary key is valid only as long as the key, so a long life is
     * useful; the token in the same memory lives as long.
     */
    private static final Duration LIFE = Duration.ofHours(24);

    /** The assumed lifetime of a key without a valid {@code expires_at}: the shortest that IAM issues. */
    private static final Duration UNSAID = Duration.ofMinutes(15);

    private static final String BODY =
            "{\"auth\":{\"identity\":{\"methods\":[\"token\"],\"token\":{\"duration_seconds\":" + LIFE.toSeconds()
                    + "}}}}";

    /**
     * Sends the request.
     *
     * @param sender authenticates and sends it, and fails for an error response
     */
    CompletableFuture<Lease<Credentials.AccessKey>> send(
            Function<ServiceRequest, CompletableFuture<ServiceResponse>> sender) {
        ServiceRequest request = new ServiceRequest(
                "POST", iam.resolve("/v3.0/OS-CREDENTIAL/securitytokens").uri(), Headers.NONE, Json.body(BODY));
        return sender.apply(request).handle((response, failure) -> {
            if (failure != null) {
                throw failed(Failures.unwrapped(failure));
            }
            return lease(response);
        });
    }

    private Lease<Credentials.AccessKey> lease(ServiceResponse response) {
        JsonNode credential;
        try {
            credential = Json.readObject(response, "IAM").path("credential");
        } catch (CompletionException e) {
            throw failed(Failures.unwrapped(e));
        }
        try {
            return Lease.living(
                    new Credentials.AccessKey(
                            credential.path("access").asText(""),
                            credential.path("secret").asText(""),
                            credential.path("securitytoken").asText("")),
                    life(credential, response));
        } catch (IllegalArgumentException e) {
            throw new ModelArtsAuthenticationException(
                    "IAM at " + iam + " returned no valid temporary access key: " + e.getMessage(),
                    "Check iamEndpoint, and that no proxy changes IAM's responses",
                    true,
                    null);
        }
    }

    /** The lifetime by IAM's clock, because this machine's may differ. */
    private Duration life(JsonNode credential, ServiceResponse response) {
        try {
            Instant end = Instant.parse(credential.path("expires_at").asText());
            Duration life = Duration.between(date(response), end);
            if (!life.isNegative() && !life.isZero()) {
                return life.compareTo(LIFE) > 0 ? LIFE : life;
            }
        } catch (DateTimeException e) {
            LOG.debug("IAM's response has no valid expires_at: {}", Printable.of(String.valueOf(e.getMessage()), 200));
        }
        LOG.warn(
                "IAM's response does not state the lifetime of its temporary access key; the key is renewed within {}",
                UNSAID);
        return UNSAID;
    }

    private Instant date(ServiceResponse response) {
        String date = response.headers().get("Date");
        try {
            return date == null
                    ? clock.instant()
                    : Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date.strip()));
        } catch (DateTimeException e) {
            return clock.instant();
        }
    }

    private ModelArtsAuthenticationException failed(Throwable failure) {
        if (failure instanceof ModelArtsAuthenticationException itself) {
            return itself;
        }
        boolean later = failure instanceof ModelArtsFailure known && known.isRetryable();
        return new ModelArtsAuthenticationException(
                // the message of a rejection names the address
                (failure instanceof ModelArtsOperationFailedException
                                ? "IAM issued no temporary access key: "
                                : "No temporary access key was received from IAM at " + iam + ": ")
                        + failure.getMessage(),
                failure instanceof ModelArtsOperationFailedException refused ? hint(refused.getStatusCode()) : null,
                later,
                failure instanceof ModelArtsFailure known ? known.getRetryAfter() : null,
                failure);
    }

    private @Nullable String hint(int status) {
        if (status == 401 && identity == AuthType.TOKEN) {
            return "The token has expired, or it is for another cloud: set a new one. A username and a password, or an access key,"
                    + " need no such renewal";
        }
        return status == 403
                ? "The user may not get temporary access keys: ask the account's administrator for programmatic access, or set"
                        + " accessKey and secretKey"
                : null;
    }
}
