package io.github.camelmodelarts.exchange;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.Headers;
import io.github.camelmodelarts.auth.Schemes;
import io.github.camelmodelarts.secrets.Proof;

/**
 * Selects the headers of an exchange that are sent: those that the option lists, and never authentication headers.
 * Immutable.
 */
public final class ForwardedHeaders {

    /** Headers that describe the body, control the connection, or are set by the component itself. */
    private static final List<String> OURS = List.of(
            "cookie",
            "host",
            "content-length",
            "content-type",
            "content-encoding",
            "accept",
            "accept-encoding",
            "transfer-encoding",
            "connection",
            "te",
            "trailer",
            "expect",
            "upgrade",
            "keep-alive",
            "http2-settings",
            Proof.PROJECT);

    private static final Set<String> NEVER = Stream.concat(OURS.stream(), Schemes.headerNames().stream())
            .map(name -> name.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());

    private static final List<String> NEVER_BEGINNING = List.of("proxy-", "camel", "org.apache.camel");

    private final List<String> patterns;

    private ForwardedHeaders(List<String> patterns) {
        this.patterns = patterns;
    }

    /**
     * Parses the option {@code forwardHeaders}.
     *
     * @throws IllegalArgumentException if it contains a header that is never forwarded
     */
    public static ForwardedHeaders of(@Nullable String option) {
        List<String> patterns = new ArrayList<>();
        for (String pattern :
                option == null ? new String[0] : option.toLowerCase(Locale.ROOT).split(",", -1)) {
            String name = pattern.strip();
            if (isNever(name)) {
                throw new IllegalArgumentException(
                        "forwardHeaders contains " + name + ", which is never forwarded: remove it. Authentication"
                                + " headers come from authType, headers that describe the body come from the body,"
                                + " and some gateways drop names with an underscore");
            }
            if (!name.isEmpty()) {
                patterns.add(name);
            }
        }
        return new ForwardedHeaders(List.copyOf(patterns));
    }

    /**
     * Returns the headers to send.
     *
     * @throws io.github.camelmodelarts.api.ModelArtsRequestException if one of them can't be transferred unchanged
     */
    Headers of(Message message) {
        Headers headers = Headers.NONE;
        if (patterns.isEmpty()) {
            return headers;
        }
        // sorted, for the same result each time: a CamelContext may keep
        // two names that differ only in case, in any order
        for (Map.Entry<String, Object> header : new TreeMap<>(message.getHeaders()).entrySet()) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (header.getValue() != null && isListed(name) && !isNever(name)) {
                headers = headers.with(header.getKey(), text(header.getValue()));
            }
        }
        return headers;
    }

    private boolean isListed(String name) {
        return patterns.stream()
                .anyMatch(pattern -> pattern.endsWith("*")
                        ? name.startsWith(pattern.substring(0, pattern.length() - 1))
                        : name.equals(pattern));
    }

    private static boolean isNever(String name) {
        // gateways based on nginx drop names with an underscore, others read them as the same name with a hyphen
        return name.indexOf('_') >= 0
                || NEVER.contains(name)
                || NEVER_BEGINNING.stream().anyMatch(name::startsWith);
    }

    /** Joins several values of one name to one value (RFC 9110, 5.3). */
    private static String text(Object value) {
        return value instanceof Collection<?> values
                ? values.stream().map(String::valueOf).collect(Collectors.joining(", "))
                : value.toString();
    }
}
