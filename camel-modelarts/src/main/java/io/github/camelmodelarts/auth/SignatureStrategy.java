package io.github.camelmodelarts.auth;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.AuthStrategy;
import io.github.camelmodelarts.api.Authenticated;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ServiceAddress;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.api.Verdict;
import io.github.camelmodelarts.auth.signing.CanonicalRequest;
import io.github.camelmodelarts.auth.signing.EchoedRequest;
import io.github.camelmodelarts.auth.signing.SigningKey;
import io.github.camelmodelarts.secrets.ErrorBody;

/**
 * Signs with SDK-HMAC-SHA256: with an app's key or with IAM's. What is signed is {@code host}, {@code X-Sdk-Date} and the headers of
 * this strategy, nothing that somebody on the way may alter; it is what all official signers agree on.
 */
final class SignatureStrategy implements AuthStrategy {

    static final String DATE = "X-Sdk-Date";
    static final String AUTHORIZATION = "Authorization";
    /** Beside {@code host}, what is signed where a request has it. */
    private static final List<String> SIGNED =
            List.of(DATE, CanonicalRequest.CONTENT_SHA256, "x-stage", "X-Security-Token", "X-Project-Id");

    private final SigningKey key;
    private final Map<String, String> ownHeaders;
    private final HostClocks clocks;

    SignatureStrategy(SigningKey key, Map<String, String> ownHeaders, HostClocks clocks) {
        this.key = key;
        this.ownHeaders = ownHeaders;
        this.clocks = clocks;
    }

    /** What is signed is hashed, and what is not in memory is read for that. */
    @Override
    public boolean mayBlock(ServiceRequest request) {
        return request.body().isSigned() && request.body().mayBlock();
    }

    @Override
    public CompletionStage<Authenticated> authenticate(ServiceRequest request) {
        String date = SigningKey.date(clocks.now(request));
        ServiceRequest dated = request.withHeader(DATE, date);
        for (Map.Entry<String, String> header : ownHeaders.entrySet()) {
            dated = dated.withHeader(header.getKey(), header.getValue());
        }
        try {
            if (!request.body().isSigned()) {
                requireSecure(request);
                dated = dated.withHeader(CanonicalRequest.CONTENT_SHA256, CanonicalRequest.UNSIGNED_PAYLOAD);
            }
            String authorization = key.authorization(canonical(dated), date);
            ServiceRequest signed = dated.withHeader(AUTHORIZATION, authorization);
            return CompletableFuture.completedFuture(new Authenticated(signed, verdict(signed)));
        } catch (IOException e) {
            return CompletableFuture.failedFuture(unreadable(e));
        }
    }

    /** Reads what is signed, if it was not read yet. Afterwards authenticating the request does not wait. */
    void hash(ServiceRequest request) throws IOException {
        if (request.body().isSigned()) {
            request.body().sha256();
        }
    }

    static ModelArtsRequestException unreadable(IOException cause) {
        return new ModelArtsRequestException(
                "The body can't be read to sign it: " + cause + ". Nothing was sent", cause);
    }

    /** What is to be heard about a request of this strategy. */
    SignatureVerdict verdict(ServiceRequest signed) {
        return new SignatureVerdict(signed);
    }

    /** Corrects the clock by which a refused request was dated, and explains by which line a signature differs from the gateway's. */
    final class SignatureVerdict implements Verdict {

        private final ServiceRequest signed;
        /** Held until the request is dated again, however many other hosts tell their time meanwhile. */
        @SuppressWarnings("unused")
        private volatile @Nullable Duration learned;

        private SignatureVerdict(ServiceRequest signed) {
            this.signed = signed;
        }

        /** Worth another try if the clock was wrong, which then is corrected. */
        @Override
        public CompletionStage<Boolean> refused(ServiceResponse response) {
            return CompletableFuture.completedFuture(isMisdated(response, ErrorBody.of(response)));
        }

        /** Whether the request was refused for its date, as it seems, and would get another one now. */
        boolean isMisdated(ServiceResponse response, ErrorBody said) {
            // without a code it may come from anybody on the way, whose clock is no business of ours
            boolean misdated =
                    said.code() != null && clocks.learn(signed, signed.headers().get(DATE), response, said.message());
            learned = misdated ? clocks.offset(signed) : null;
            return misdated;
        }

        /** The first line in which the request's canonical form differs from the one that the gateway quotes, or null. */
        @Override
        public @Nullable String explain(String errorMessage) {
            try {
                return EchoedRequest.difference(errorMessage, canonical(signed));
            } catch (IOException e) {
                // the hash is known from signing; without it there is nothing to compare
                return null;
            }
        }
    }

    /** The form that is signed of a request that has its date and all headers that are. */
    static CanonicalRequest canonical(ServiceRequest request) throws IOException {
        Map<String, String> signed = new HashMap<>();
        signed.put("host", request.host());
        for (String name : SIGNED) {
            String value = request.headers().get(name);
            if (value != null) {
                signed.put(name, value);
            }
        }
        String query = request.uri().getRawQuery();
        String payloadHash = request.body().isSigned() ? request.body().sha256() : CanonicalRequest.UNSIGNED_PAYLOAD;
        return CanonicalRequest.of(
                request.method(), request.uri().getRawPath(), query == null ? "" : query, signed, payloadHash);
    }

    private static void requireSecure(ServiceRequest request) {
        if (!request.uri().getScheme().equals("https")
                && !ServiceAddress.isLoopback(request.uri().getHost())) {
            throw new ModelArtsRequestException(
                    "A file or stream is not covered by the signature and goes over TLS only:"
                            + " use an https address, or bodyType=BASE64 or JSON, whose bodies are signed");
        }
    }
}
