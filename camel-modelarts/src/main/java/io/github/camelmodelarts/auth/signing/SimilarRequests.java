package io.github.camelmodelarts.auth.signing;

import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/** Signs requests that differ only in their bodies. The other parts are prepared once. Thread-safe. */
public final class SimilarRequests {

    private final String authorization;
    private final Function<byte[], String> signature;

    /**
     * Requests with these parts in common.
     *
     * @param authorization the value of {@code Authorization} up to the signature
     * @param signature computes the signature from the hash of a body
     */
    SimilarRequests(String authorization, Function<byte[], String> signature) {
        this.authorization = authorization;
        this.signature = signature;
    }

    /**
     * The value of {@code Authorization} for one of the requests.
     *
     * @param payloadHash the hash of its body, which ends its canonical request
     */
    public String authorization(String payloadHash) {
        return authorization + signature.apply(payloadHash.getBytes(StandardCharsets.UTF_8));
    }
}
