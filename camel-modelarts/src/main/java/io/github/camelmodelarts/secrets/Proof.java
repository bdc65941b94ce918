package io.github.camelmodelarts.secrets;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import io.github.camelmodelarts.api.Headers;

/**
 * What says who is calling: the headers that a strategy added to a request or changed in it.
 *
 * @param unproven the headers that the request had before
 * @param proven those that it goes out with
 */
public record Proof(Headers unproven, Headers proven) {

    /** Which project is meant: proves nothing, and is signed where a request has it. */
    public static final String PROJECT = "X-Project-Id";

    /** What strategies add that is no secret, and that a reader wants to see. */
    private static final List<String> PUBLIC = List.of("X-Sdk-Date", "x-sdk-content-sha256", "x-stage", PROJECT);

    /** All that was added or changed and is not known to be public, by name in any case. */
    public SortedMap<String, String> secrets() {
        TreeMap<String, String> secrets = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        secrets.putAll(proven.asMap());
        secrets.entrySet().removeIf(header -> header.getValue().equals(unproven.get(header.getKey())));
        PUBLIC.forEach(secrets::remove);
        return secrets;
    }

    /** The names only: values may be secrets. */
    @Override
    public String toString() {
        return "Proof" + secrets().keySet();
    }
}
