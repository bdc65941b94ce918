package io.github.camelmodelarts.call;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import io.github.camelmodelarts.api.ServiceRequest;

/** Takes out of a server's words what a strategy put into the request: servers echo what they were sent. */
final class Redaction {

    private static final String MASK = "***";
    /** What strategies add that is no secret, and that a reader wants to see. */
    private static final Set<String> PUBLIC = Set.of("x-sdk-date", "x-stage", "x-sdk-content-sha256", "x-project-id");
    /** Shorter ones would tear holes into ordinary words. */
    private static final int SHORTEST = 6;

    private final List<String> secrets;

    private Redaction(List<String> secrets) {
        this.secrets = secrets;
    }

    static Redaction ofHeadersAdded(ServiceRequest request, ServiceRequest signed) {
        Set<String> added = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        added.addAll(signed.headers().asMap().keySet());
        added.removeAll(request.headers().asMap().keySet());
        PUBLIC.forEach(added::remove);
        return new Redaction(added.stream()
                .map(name -> signed.headers().asMap().get(name))
                .flatMap(Redaction::forms)
                .filter(secret -> secret.length() >= SHORTEST)
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList());
    }

    /** The value, what follows its scheme ({@code Bearer}, {@code Signature=}), and both as JSON may escape them. */
    private static Stream<String> forms(String value) {
        String last = value.substring(value.lastIndexOf(' ') + 1);
        String bare = last.startsWith("Signature=") ? last.substring("Signature=".length()) : last;
        return Stream.of(value, bare).flatMap(form -> Stream.of(form, form.replace("/", "\\/")));
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
