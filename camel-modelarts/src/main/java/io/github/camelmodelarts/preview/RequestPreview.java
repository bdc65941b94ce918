package io.github.camelmodelarts.preview;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.Headers;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.auth.SignatureInput;

/**
 * A call that was made up to the point of sending. Holds no secret; the signature stays in it, which proves this one request, or where
 * the body is not signed (files, multipart) requests to this address with any body, and only for a quarter of an hour.
 *
 * @param curl the request as a command for bash, in which names of variables stand for secrets
 * @param canonicalRequest what is hashed to be signed, or null if the request is not signed
 * @param stringToSign the three lines over which the signature goes, or null if the request is not signed
 */
public record RequestPreview(
        String curl,
        @Nullable String canonicalRequest,
        @Nullable String stringToSign) {

    /**
     * What there is to tell of a request.
     *
     * @param unproven the headers that it had before its proof: all others may be secrets
     */
    public static RequestPreview of(Headers unproven, ServiceRequest signed) {
        SignatureInput input = SignatureInput.of(signed);
        try {
            return new RequestPreview(
                    CurlCommand.of(unproven, signed),
                    input == null ? null : input.canonicalRequest(),
                    input == null ? null : input.stringToSign());
        } catch (IOException e) {
            throw new ModelArtsRequestException("The body can't be read: " + e, e);
        }
    }
}
