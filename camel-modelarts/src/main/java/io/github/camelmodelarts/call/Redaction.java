package io.github.camelmodelarts.call;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.camelmodelarts.api.Proof;

/** Takes out of a server's words what a strategy put into the request: servers echo what they were sent. */
final class Redaction {

    private static final String MASK = "***";
    /** Shorter ones would tear holes into ordinary words. */
    private static final int SHORTEST = 6;

    /** A scheme, or the name of a parameter of a signature, and what stands between two of them. */
    private static final Pattern PARTS =
            Pattern.compile("^SDK-HMAC-SHA256 Access=|^Bearer |, SignedHeaders=[^,]*, Signature=");

    private final List<String> secrets;

    private Redaction(List<String> secrets) {
        this.secrets = secrets;
    }

    static Redaction of(Proof proof) {
        return new Redaction(proof.secrets().values().stream()
                .flatMap(Redaction::forms)
                .filter(secret -> secret.length() >= SHORTEST)
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList());
    }

    /** The value, what stands in it behind a name or a scheme ({@code Access=}, {@code Bearer}), and all as JSON may escape them. */
    private static Stream<String> forms(String value) {
        return Stream.concat(Stream.of(value), PARTS.splitAsStream(value))
                .flatMap(form -> Stream.of(form, form.replace("/", "\\/")));
    }

    String apply(String text) {
        String clean = text;
        for (String secret : secrets) {
            clean = clean.replace(secret, MASK);
        }
        return clean;
    }

    Map<String, String> applyToAll(Map<String, String> values) {
        Map<String, String> clean = new HashMap<>();
        values.forEach((name, value) -> clean.put(name, apply(value)));
        return clean;
    }
}
