package io.github.camelmodelarts.local.rest;

/** One operation of an API. */
@FunctionalInterface
public interface Operation {

    /**
     * Answers one request.
     *
     * @throws RestException if the operation refuses it
     * @throws BadParameterException if a parameter of the query can't be right
     */
    RestAnswer answer(RestRequest request) throws RestException;
}
