package io.github.camelmodelarts.api;

/**
 * What comes of a response before its body. Immutable.
 *
 * @param status the HTTP status
 * @param headers what the server sent along; untrusted
 */
public record ResponseHead(int status, Headers headers) {

    /** True for every 2xx but 206: a part of an answer, unasked for, is none. */
    public boolean isSuccess() {
        return status >= 200 && status < 300 && status != 206;
    }
}
