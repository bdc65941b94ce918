package io.github.camelmodelarts.api;

/**
 * Status and headers of a response, which arrive before its body. Immutable.
 *
 * @param status the HTTP status
 * @param headers the headers as the server sent them; not trustworthy
 */
public record ResponseHead(int status, Headers headers) {

    /** Returns true for every 2xx status except 206, because a partial response was not requested. */
    public boolean isSuccess() {
        return status >= 200 && status < 300 && status != 206;
    }
}
