package io.github.camelmodelarts.http;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Patterns of host names with asterisks, as in options: separated by commas or bars, not case-sensitive. Immutable; two instances are equal
 * if they were read from the same names.
 */
public final class HostPatterns {

    /** Matches no host. */
    public static final HostPatterns NONE = new HostPatterns(List.of(), List.of());

    private final List<String> names;
    private final List<Pattern> patterns;

    private HostPatterns(List<String> names, List<Pattern> patterns) {
        this.names = names;
        this.patterns = patterns;
    }

    /**
     * Reads an allow-list: {@code *.example.com} matches every host below {@code example.com}, at any depth, and not {@code
     * example.com} itself; an asterisk elsewhere matches characters within one label only.
     */
    public static HostPatterns of(String option) {
        return read(
                option, name -> name.startsWith("*.") ? ".+" + withinLabels(name.substring(1)) : withinLabels(name));
    }

    /**
     * Reads hosts that are called without a proxy, as the JVM reads {@code http.nonProxyHosts} (Java, "Networking Properties"): an
     * asterisk at the start or at the end matches any characters, dots included. An asterisk elsewhere matches only an asterisk.
     */
    public static HostPatterns ofNonProxyHosts(String option) {
        return read(
                option,
                name -> (name.startsWith("*") ? ".*" : "")
                        + Pattern.quote(name.replaceAll("^\\*|\\*$", ""))
                        + (name.endsWith("*") ? ".*" : ""));
    }

    private static HostPatterns read(String option, UnaryOperator<String> expression) {
        List<String> names = Arrays.stream(option.toLowerCase(Locale.ROOT).split("[,|]"))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .distinct()
                .sorted()
                .toList();
        return new HostPatterns(
                names, names.stream().map(expression).map(Pattern::compile).toList());
    }

    private static String withinLabels(String name) {
        return Arrays.stream(name.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining("[^.]*"));
    }

    /** Whether no host is named. */
    public boolean isEmpty() {
        return names.isEmpty();
    }

    /**
     * Whether one of the patterns matches.
     *
     * @param host a host name, in any case
     */
    public boolean matches(String host) {
        String lowerCase = host.toLowerCase(Locale.ROOT);
        return patterns.stream().anyMatch(pattern -> pattern.matcher(lowerCase).matches());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HostPatterns patterns && patterns.toString().equals(toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    /** The patterns, separated by commas. */
    @Override
    public String toString() {
        return String.join(",", names);
    }
}
