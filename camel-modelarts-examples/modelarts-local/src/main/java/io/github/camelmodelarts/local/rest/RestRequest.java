package io.github.camelmodelarts.local.rest;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import org.jspecify.annotations.Nullable;

/** A request to an API with JSON. The query and the variables of the path are decoded. Immutable. */
public final class RestRequest {

    private static final JsonMapper JSON = new JsonMapper();

    private final String method;
    private final String path;
    private final String account;
    private final String origin;
    private final Map<String, List<String>> headers;
    private final Map<String, String> query;
    private final Map<String, String> variables;
    private final JsonNode body;

    private RestRequest(
            String method,
            String path,
            String account,
            String origin,
            Map<String, List<String>> headers,
            Map<String, String> query,
            Map<String, String> variables,
            JsonNode body) {
        this.method = method;
        this.path = path;
        this.account = account;
        this.origin = origin;
        this.headers = headers;
        this.query = query;
        this.variables = variables;
        this.body = body;
    }

    /**
     * Reads the parts of a request.
     *
     * @param path still percent-encoded
     * @param query still percent-encoded, without the question mark; if a key is repeated, the last value counts
     * @param headers a map that finds names in any case; not copied
     * @throws IllegalArgumentException if query or body can't be read
     */
    public static RestRequest of(
            String method, String path, String query, byte[] body, Map<String, List<String>> headers) {
        return new RestRequest(method, path, "", "", headers, queryOf(query), Map.of(), jsonOf(body));
    }

    private static Map<String, String> queryOf(String query) {
        Map<String, String> values = new HashMap<>();
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (!pair.isEmpty()) {
                values.put(
                        decoded(equals < 0 ? pair : pair.substring(0, equals)),
                        equals < 0 ? "" : decoded(pair.substring(equals + 1)));
            }
        }
        return values;
    }

    private static JsonNode jsonOf(byte[] body) {
        if (body.length == 0) {
            return MissingNode.getInstance();
        }
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new IllegalArgumentException("The body is not JSON", e);
        }
    }

    static String decoded(String coded) {
        return URLDecoder.decode(coded, StandardCharsets.UTF_8);
    }

    RestRequest with(Map<String, String> more) {
        return new RestRequest(method, path, account, origin, headers, query, Map.copyOf(more), body);
    }

    /** A copy with the sender's account, and the origin (scheme and authority) that the request was sent to. */
    public RestRequest by(String name, String to) {
        return new RestRequest(method, path, name, to, headers, query, variables, body);
    }

    /** The method as sent. */
    public String method() {
        return method;
    }

    /** The path, still percent-encoded. */
    public String path() {
        return path;
    }

    /** Scheme and authority that it was sent to; empty if not known. */
    public String origin() {
        return origin;
    }

    /** The sender's account; empty if not known. */
    public String account() {
        return account;
    }

    /**
     * The decoded value of a variable in the operation's path template.
     *
     * @throws IllegalArgumentException if the template has no such variable
     */
    public String variable(String name) {
        String value = variables.get(name);
        if (value == null) {
            throw new IllegalArgumentException("There is no variable " + name + " in the path's template");
        }
        return value;
    }

    /** The first value of a header, or null. */
    public @Nullable String header(String name) {
        List<String> values = headers.get(name);
        return values == null || values.isEmpty() ? null : values.get(0);
    }

    /** A parameter of the query, or null if it is missing or empty: APIs of the cloud treat an empty one as missing. */
    public @Nullable String query(String name) {
        String value = query.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    /** A parameter of the query, or a default if it is missing or empty. */
    public String query(String name, String otherwise) {
        String value = query(name);
        return value == null ? otherwise : value;
    }

    /**
     * An integer parameter of the query.
     *
     * @throws BadParameterException if it is not an integer between {@code least} and {@code most}
     */
    public int number(String name, int otherwise, int least, int most) {
        String value = query(name);
        if (value == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw (BadParameterException) new BadParameterException(name).initCause(e);
        }
        throw new BadParameterException(name);
    }

    /** The body; a missing node if there is none. */
    public JsonNode json() {
        return body;
    }

    /** Shows method and path, because query and body may contain secrets. */
    @Override
    public String toString() {
        return "RestRequest[" + method + " " + path + "]";
    }
}
