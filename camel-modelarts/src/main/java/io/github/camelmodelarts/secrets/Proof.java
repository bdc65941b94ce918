package io.github.camelmodelarts.secrets;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import io.github.camelmodelarts.api.Headers;

/**
 * The authentication headers of a request: those that a strategy added or changed.
 *
 * @param unproven the headers of the request before authentication
 * @param proven the headers with which the request is sent
 */
public record Proof(Headers unproven, Headers proven) {

    /** The header with the project. It does not authenticate, but it is signed if the request has it. */
    public static final String PROJECT = "X-Project-Id";

    /** Headers that strategies add, that are not secret and that are useful to see. */
    private static final List<String> PUBLIC = List.of("X-Sdk-Date", "x-sdk-content-sha256", "x-stage", PROJECT);

    /** All headers that were added or changed and are not known to be public. The names are not case-sensitive. */
    public SortedMap<String, String> secrets() {
        TreeMap<String, String> secrets = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        secrets.putAll(proven.asMap());
        secrets.entrySet().removeIf(header -> header.getValue().equals(unproven.get(header.getKey())));
        PUBLIC.forEach(secrets::remove);
        return secrets;
    }

    /** The names only: values can be secrets. */
    @Override
    public String toString() {
        return "Proof" + secrets().keySet();
    }
}
