package io.github.camelmodelarts.local.api;

import java.io.IOException;
import java.io.InputStream;

import org.jspecify.annotations.Nullable;

/** A request that the gateway accepted, as the model receives it. Used by one thread. */
public interface ModelRequest {

    /** The HTTP method, in upper case. */
    String method();

    /** The part of the path after the service's id, still percent-encoded: empty, or beginning with a slash. */
    String path();

    /** The query as sent, still percent-encoded; empty without one. */
    String query();

    /** The first value of a header, by its name in any case, or null. */
    @Nullable
    String header(String name);

    /** The body, which can be read once. It is not kept in memory, unless the gateway had to hash it. */
    InputStream body() throws IOException;

    /**
     * The content of a multipart field, or null if the body is not {@code multipart/form-data} or has no such field.
     * Reads the body into memory; can be called several times.
     */
    byte @Nullable [] part(String field) throws IOException;
}
