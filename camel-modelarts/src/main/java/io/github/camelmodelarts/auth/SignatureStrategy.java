package io.github.camelmodelarts.auth;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.AuthStrategy;
import io.github.camelmodelarts.api.Authenticated;
import io.github.camelmodelarts.api.Body;
import io.github.camelmodelarts.api.Headers;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ServiceAddress;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.api.Verdict;
import io.github.camelmodelarts.auth.signing.CanonicalRequest;
import io.github.camelmodelarts.auth.signing.EchoedRequest;
import io.github.camelmodelarts.auth.signing.SigningKey;
import io.github.camelmodelarts.auth.signing.SimilarRequests;
import io.github.camelmodelarts.secrets.ErrorBody;

/**
 * Signs requests with SDK-HMAC-SHA256, with the key of an application or of IAM. It signs {@code host}, {@code X-Sdk-Date} and the headers
 * of this strategy, and no header that a proxy can change. All official signers sign these headers too.
 */
final class SignatureStrategy implements AuthStrategy {

    static final String DATE = "X-Sdk-Date";
    static final String AUTHORIZATION = "Authorization";
    /** The headers beside {@code host} that are signed if a request has them. */
    private static final List<String> SIGNED =
            List.of(DATE, CanonicalRequest.CONTENT_SHA256, "x-stage", "X-Security-Token", "X-Project-Id");

    private final SigningKey key;
    private final Headers ownHeaders;
    private final HostClocks clocks;
    private volatile @Nullable Prepared prepared;

    /**
     * The signatures of requests within one second that differ only in their bodies and in headers that are not signed. Most requests of a
     * strategy go to one address, so the last value is kept.
     *
     * @param request what they have in common, without a body; of the headers, those that are signed
     * @param second the second of the date, since 1970
     * @param bodySigned whether their bodies are covered by a signature
     * @param added the headers that all of them get
     * @param hashed whether the hash of the body is signed, and not a header that replaces it
     */
    private record Prepared(
            ServiceRequest request,
            long second,
            boolean bodySigned,
            Headers added,
            boolean hashed,
            SimilarRequests signatures) {

        boolean isFor(ServiceRequest other, long now) {
            return second == now
                    && request.method().equals(other.method())
                    && request.uri().toString().equals(other.uri().toString())
                    && bodySigned == other.body().isSigned()
                    && givenAreIn(other.headers());
        }

        private boolean givenAreIn(Headers headers) {
            for (String name : SIGNED) {
                if (!Objects.equals(request.headers().get(name), headers.get(name))) {
                    return false;
                }
            }
            return true;
        }
    }

    SignatureStrategy(SigningKey key, Headers ownHeaders, HostClocks clocks) {
        this.key = key;
        this.ownHeaders = ownHeaders;
        this.clocks = clocks;
    }

    /** A signed body is hashed. If it is not in memory, it is read for that, which can block. */
    @Override
    public boolean mayBlock(ServiceRequest request) {
        return request.body().isSigned() && request.body().mayBlock();
    }

    @Override
    public CompletionStage<Authenticated> authenticate(ServiceRequest request) {
        try {
            ServiceRequest signed = sign(request);
            return CompletableFuture.completedFuture(new Authenticated(signed, verdict(signed)));
        } catch (IOException e) {
            return CompletableFuture.failedFuture(unreadable(e));
        }
    }

    /**
     * The request with its signature.
     *
     * @throws IOException if a signed body can't be read
     */
    ServiceRequest sign(ServiceRequest request) throws IOException {
        Instant now = clocks.now(request);
        Prepared similar = prepared;
        if (similar == null || !similar.isFor(request, now.getEpochSecond())) {
            similar = prepare(request, now);
            prepared = similar;
        }
        String authorization =
                similar.signatures.authorization(similar.hashed ? request.body().sha256() : "");
        return request.withHeaders(similar.added.with(AUTHORIZATION, authorization));
    }

    private Prepared prepare(ServiceRequest request, Instant now) {
        String date = SigningKey.date(now);
        Headers added = ownHeaders.with(DATE, date);
        if (!request.body().isSigned()) {
            requireSecure(request);
            added = added.with(CanonicalRequest.CONTENT_SHA256, CanonicalRequest.UNSIGNED_PAYLOAD);
        }
        Headers given = Headers.NONE;
        for (String name : SIGNED) {
            String value = request.headers().get(name);
            given = value == null ? given : given.with(name, value);
        }
        ServiceRequest first = new ServiceRequest(request.method(), request.uri(), given, Body.NONE);
        ServiceRequest dated = first.withHeaders(added);
        return new Prepared(
                first,
                now.getEpochSecond(),
                request.body().isSigned(),
                added,
                dated.headers().get(CanonicalRequest.CONTENT_SHA256) == null,
                key.similar(canonical(dated, ""), date));
    }

    /** Reads and hashes a signed body, unless that was done before. Then authenticating the request does not block. */
    void hash(ServiceRequest request) throws IOException {
        if (request.body().isSigned()) {
            request.body().sha256();
        }
    }

    static ModelArtsRequestException unreadable(IOException cause) {
        return new ModelArtsRequestException(
                "The body can't be read to sign it: " + cause + "; nothing was sent", cause);
    }

    /** The verdict for a request of this strategy. */
    SignatureVerdict verdict(ServiceRequest signed) {
        return new SignatureVerdict(signed);
    }

    /** Corrects the clock after a rejected date, and names the line by which our canonical request differs from the gateway's. */
    final class SignatureVerdict implements Verdict {

        private final ServiceRequest signed;
        /** Held until the request gets its new date, so that values of other hosts do not evict this one from {@code clocks}. */
        @SuppressWarnings("unused")
        private volatile @Nullable Duration learned;

        private SignatureVerdict(ServiceRequest signed) {
            this.signed = signed;
        }

        /** Completes with true if the clock was wrong and is corrected now. */
        @Override
        public CompletionStage<Boolean> refused(ServiceResponse response) {
            return CompletableFuture.completedFuture(isMisdated(response, ErrorBody.of(response)));
        }

        @Override
        public String repair() {
            return "clock";
        }

        /** Whether the response shows that the request was rejected because of its date. If so, the clock is corrected for the next attempt. */
        boolean isMisdated(ServiceResponse response, ErrorBody said) {
            // a response without a code can come from any proxy, whose clock does not matter
            boolean misdated =
                    said.code() != null && clocks.learn(signed, signed.headers().get(DATE), response, said.message());
            learned = misdated ? clocks.offset(signed) : null;
            return misdated;
        }

        /** The first line by which our canonical request differs from the one that the gateway quotes, or null. */
        @Override
        public @Nullable String explain(String errorMessage) {
            try {
                return EchoedRequest.difference(errorMessage, canonical(signed));
            } catch (IOException e) {
                // the hash is known from signing; without it nothing can be compared
                return null;
            }
        }
    }

    /** The canonical request of a request that already has its date and all signed headers. */
    static CanonicalRequest canonical(ServiceRequest request) throws IOException {
        return canonical(
                request, request.body().isSigned() ? request.body().sha256() : CanonicalRequest.UNSIGNED_PAYLOAD);
    }

    private static CanonicalRequest canonical(ServiceRequest request, String payloadHash) {
        Map<String, String> signed = new HashMap<>();
        signed.put("host", request.host());
        for (String name : SIGNED) {
            String value = request.headers().get(name);
            if (value != null) {
                signed.put(name, value);
            }
        }
        String query = request.uri().getRawQuery();
        return CanonicalRequest.of(
                request.method(), request.uri().getRawPath(), query == null ? "" : query, signed, payloadHash);
    }

    private static void requireSecure(ServiceRequest request) {
        if (!request.uri().getScheme().equals("https")
                && !ServiceAddress.isLoopback(request.uri().getHost())) {
            throw new ModelArtsRequestException(
                    "A file or stream is not covered by the signature, so it is sent over TLS only:"
                            + " use an https address, or bodyType=BASE64 or JSON, whose bodies are signed");
        }
    }
}
