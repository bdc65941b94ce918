package io.github.camelmodelarts.local.rest;

/** One operation of an API. */
@FunctionalInterface
public interface Operation {

    /**
     * Answers one request.
     *
     * @throws RestException if the operation refuses it
     * @throws NumberFormatException if a parameter of the query is out of its range
     */
    RestAnswer answer(RestRequest request) throws RestException;
}
