package io.github.camelmodelarts.local.rest;

/** One operation of an API. */
@FunctionalInterface
public interface Operation {

    /**
     * Responds to one request.
     *
     * @throws RestException if the operation rejects it
     * @throws BadParameterException if a parameter of the query is invalid
     */
    RestAnswer answer(RestRequest request) throws RestException;
}
