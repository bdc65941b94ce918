package io.github.camelmodelarts.preview;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.Headers;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.auth.SignatureInput;

/**
 * The request of a call that was prepared but not sent. Contains no secret except the signature, which is valid for 15 minutes: for this one
 * request, or, if the body is not signed (files, multipart), for requests to this address with any body.
 *
 * @param curl the request as a command for bash, with variables in place of secrets
 * @param canonicalRequest the text that is hashed for the signature, or null if the request is not signed
 * @param stringToSign the three lines that are signed, or null if the request is not signed
 */
public record RequestPreview(
        String curl,
        @Nullable String canonicalRequest,
        @Nullable String stringToSign) {

    /**
     * Makes the preview of a request.
     *
     * @param unproven the headers without the authentication headers. A header of the request that is not among them can be a secret
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
