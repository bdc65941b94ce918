package io.github.camelmodelarts.local.api;

import java.io.IOException;
import java.io.InputStream;

import org.jspecify.annotations.Nullable;

/** A request as a model sees it: what the gateway let through. Belongs to one thread. */
public interface ModelRequest {

    /** The HTTP method, in upper case. */
    String method();

    /** What follows the service's id in the path, still percent-encoded: empty, or beginning with a slash. */
    String path();

    /** The query as sent, still percent-encoded; empty without one. */
    String query();

    /** The first value of a header, by its name in any case, or null. */
    @Nullable
    String header(String name);

    /** The body, to be read once; not held in memory unless the gateway had to hash it. */
    InputStream body() throws IOException;

    /**
     * The content of a multipart field, or null if the body is no {@code multipart/form-data} or has no such field. Reads the
     * body into memory; may be called several times.
     */
    byte @Nullable [] part(String field) throws IOException;
}
