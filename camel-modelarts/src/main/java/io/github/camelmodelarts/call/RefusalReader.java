package io.github.camelmodelarts.call;

import java.net.URI;
import java.time.InstantSource;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.Authenticated;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.Refusal;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.secrets.ErrorBody;
import io.github.camelmodelarts.secrets.Proof;
import io.github.camelmodelarts.secrets.Redaction;
import io.github.camelmodelarts.text.Printable;
import io.github.camelmodelarts.text.RetryAfter;

/** Makes the exception for a failure response: error code, message, category, whether it is retryable, and a hint. Thread-safe. */
public final class RefusalReader {

    private static final int LONGEST_MESSAGE = 1024;
    private static final int LONGEST_LOCATION = 255;
    private static final String HTML =
            "The response is an HTML page, which comes from a proxy or a web server and not from ModelArts: check the address";

    /** Statuses with the same meaning from a proxy and from ModelArts: method, size of the body and of the target, rate. */
    private static final Set<Integer> SAME_FROM_PROXIES = Set.of(405, 413, 414, 429);

    private final InstantSource clock;
    private final Api api;
    private final String credentials;

    /**
     * A reader.
     *
     * @param clock the time that a {@code Retry-After} with a date is compared with
     * @param api the API whose responses it reads
     * @param credentials what requests are authenticated with, for the hint of a 401: a scheme and its options, without values
     */
    public RefusalReader(InstantSource clock, Api api, String credentials) {
        this.clock = clock;
        this.api = api;
        this.credentials = credentials;
    }

    /**
     * Makes the exception for a failure response.
     *
     * @param request the request as the route made it
     * @param authenticated the request as it was sent; the exception shows nothing that the strategy added or changed
     */
    ModelArtsOperationFailedException read(
            ServiceRequest request, Authenticated authenticated, ServiceResponse response, int attempts) {
        ServiceRequest signed = authenticated.request();
        Redaction redaction = redaction(request, authenticated);
        // a service's body of no known shape is a text of the model. Such
        // a body of the management API can be a part of a
        // list with secrets, so it is not shown
        ErrorBody said = api == Api.SERVICE
                ? ErrorBody.of(response)
                : ErrorBody.of(response).withoutUnshaped();
        String message = said.message() == null ? null : redaction.shown(said.message(), LONGEST_MESSAGE);
        KnownErrors.Entry known = KnownErrors.find(api, response.status(), said.code(), said.message());
        String explanation =
                said.message() == null ? null : authenticated.verdict().explain(said.message());
        String hint = explanation == null
                ? said.isHtml() && !SAME_FROM_PROXIES.contains(response.status()) ? HTML : known.hint()
                : redaction.shown(explanation, LONGEST_MESSAGE);
        Refusal refusal = new Refusal(
                response.status(),
                said.code() == null ? null : redaction.shown(said.code(), 64),
                message,
                said.requestId() == null ? null : redaction.shown(said.requestId(), 128),
                known.category(),
                known.retryable(),
                known.mayHaveExecuted(),
                RetryAfter.read(response.headers().get("Retry-After"), clock),
                response.status() == 401 ? withCredentials(hint) : hint);
        return new ModelArtsOperationFailedException(
                signed.uri().getScheme() + "://" + signed.host() + signed.uri().getRawPath(),
                refusal,
                attempts,
                location(response, redaction),
                Printable.all(redaction.applyToAll(response.headers().asMap())),
                redaction.apply(response.text()));
    }

    /** Masks what the strategy added to a request or changed in it. */
    Redaction redaction(ServiceRequest request, Authenticated authenticated) {
        return Redaction.of(new Proof(request.headers(), authenticated.request().headers()));
    }

    private String withCredentials(@Nullable String hint) {
        return (hint == null ? "" : hint + ". ") + "The request used " + credentials;
    }

    /** Scheme and host of a redirect's target; the rest is untrusted and can hold anything. */
    private static @Nullable String location(ServiceResponse response, Redaction redaction) {
        String location = response.headers().get("Location");
        if (location == null) {
            return null;
        }
        try {
            URI uri = URI.create(location);
            String scheme = uri.getScheme() == null ? "" : uri.getScheme() + ":";
            return uri.getHost() == null
                    ? "(elsewhere on this host)"
                    : redaction.shown(scheme + "//" + uri.getHost(), LONGEST_LOCATION);
        } catch (IllegalArgumentException e) {
            return "(unreadable)";
        }
    }
}
