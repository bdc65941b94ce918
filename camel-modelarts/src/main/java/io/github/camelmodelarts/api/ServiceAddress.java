package io.github.camelmodelarts.api;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.text.Printable;

/**
 * The address of a service: an absolute {@code https} or {@code http} URL, parsed once and then sent exactly in that
 * form. Scheme and host are converted to lower case and the default port is dropped. Path and query are kept, except
 * that characters that are not allowed in a URL are percent-encoded. An address that Huawei's official signers treat in
 * different ways is refused; the message says what to do. Immutable.
 */
public final class ServiceAddress {

    private static final Pattern IP_LITERAL = Pattern.compile("\\[.*]|[0-9.]+");

    private static final Pattern USER_INFO = Pattern.compile("^([^/]*//)?[^/]*@");

    private final URI uri;

    private ServiceAddress(URI uri) {
        this.uri = uri;
    }

    /**
     * Parses an address as ModelArts shows it. Blanks around it are dropped, because property files keep them.
     *
     * @throws ModelArtsRequestException if it is not an absolute http or https URL with a host, or if it contains
     *     userinfo, a fragment, or a path or query that is refused; the message never contains the userinfo or the
     *     query
     */
    public static ServiceAddress parse(String address) {
        String text = address.strip();
        int colon = text.indexOf("://");
        String scheme = colon < 0 ? "" : text.substring(0, colon).toLowerCase(Locale.ROOT);
        if (scheme.equals("wss") || scheme.equals("ws")) {
            throw refused(
                    text,
                    "is for WebSocket, which is not supported yet: use the service's https:// address, if it has one");
        }
        if (!scheme.equals("https") && !scheme.equals("http")) {
            throw refused(text, "does not begin with https://: copy it as ModelArts shows it, scheme included");
        }
        int end = colon + 3;
        while (end < text.length() && "/?#\\".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        String authority = authority(scheme, text.substring(colon + 3, end));
        return of(scheme, authority, text.substring(end));
    }

    /**
     * Returns this address with a path appended, which may contain a query. Exactly one slash separates address and
     * path, whether or not they have one.
     *
     * @param path the path; this address is returned if it is null or empty
     *
     * @throws ModelArtsRequestException if the path is refused, because of dot segments, backslashes or invalid percent
     *     escapes for example
     */
    public ServiceAddress resolve(@Nullable String path) {
        if (path == null || path.isEmpty()) {
            return this;
        }
        int mark = path.indexOf('?');
        String below = mark < 0 ? path : path.substring(0, mark);
        String ownQuery = mark < 0 ? "" : path.substring(mark + 1);
        String base = uri.getRawPath();
        String joined = below.isEmpty()
                ? base
                : (base.endsWith("/") ? base.substring(0, base.length() - 1) : base)
                        + (below.startsWith("/") ? below : "/" + below);
        String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
        String both = query + (query.isEmpty() || ownQuery.isEmpty() ? "" : "&") + ownQuery;
        return of(uri.getScheme(), uri.getRawAuthority(), joined + (both.isEmpty() ? "" : "?" + both));
    }

    /** Returns the URL exactly as it is sent. */
    public URI uri() {
        return uri;
    }

    /** Returns host and port as they are sent in {@code Host}. */
    public String authority() {
        return uri.getRawAuthority();
    }

    /** Returns true for {@code https}. */
    public boolean isSecure() {
        return uri.getScheme().equals("https");
    }

    /** Returns true for {@code localhost} and the loopback addresses. Decides by the name only and looks nothing up. */
    public boolean isLoopback() {
        return isLoopback(uri.getHost());
    }

    /**
     * Returns true if a host, as written in a URL in upper or lower case, is {@code localhost} or a loopback address.
     * Decides by the name only and looks nothing up.
     */
    public static boolean isLoopback(String host) {
        if (host.equalsIgnoreCase("localhost") || host.equalsIgnoreCase("localhost.")) {
            return true;
        }
        try {
            // a literal is parsed, not looked up
            return IP_LITERAL.matcher(host).matches()
                    && InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** Returns whether both are sent in the same form. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ServiceAddress address && address.uri.equals(uri);
    }

    @Override
    public int hashCode() {
        return uri.hashCode();
    }

    /** Returns the address without its query. */
    @Override
    public String toString() {
        return uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath();
    }

    private static ServiceAddress of(String scheme, String authority, String target) {
        String shown = scheme + "://" + authority;
        try {
            return new ServiceAddress(new URI(scheme + "://" + authority + RequestTarget.checked(target)));
        } catch (URISyntaxException e) {
            throw refused(shown, "is not a valid URL: " + e.getReason());
        } catch (ModelArtsRequestException e) {
            throw refused(shown, String.valueOf(e.getMessage()));
        }
    }

    private static String authority(String scheme, String given) {
        if (given.indexOf('@') >= 0) {
            throw refused(
                    scheme + "://***@" + given.substring(given.lastIndexOf('@') + 1),
                    "contains a user name or password: remove it, and set the credentials with authType and its"
                            + " options");
        }
        URI parsed;
        try {
            parsed = new URI(scheme + "://" + given.toLowerCase(Locale.ROOT));
        } catch (URISyntaxException e) {
            throw refused(scheme + "://" + given, "has no valid host: " + e.getReason());
        }
        if (parsed.getHost() == null || parsed.getPort() > 65_535 || parsed.getPort() == 0) {
            if (given.indexOf('_') >= 0) {
                throw refused(
                        scheme + "://" + given,
                        "has an underscore in its host, which is not allowed in the host names of URLs and"
                                + " certificates: use another name of this host, a DNS alias for example, or its IP"
                                + " address");
            }
            throw refused(
                    scheme + "://" + given,
                    "has no valid host and port: write host or host:port, and a host name outside ASCII in its xn--"
                            + " form");
        }
        boolean defaultPort = parsed.getPort() == (scheme.equals("https") ? 443 : 80);
        return parsed.getPort() < 0 || defaultPort ? parsed.getHost() : parsed.getHost() + ":" + parsed.getPort();
    }

    private static ModelArtsRequestException refused(String address, String why) {
        int query = address.indexOf('?');
        String shown = USER_INFO
                .matcher(query < 0 ? address : address.substring(0, query))
                .replaceFirst("$1***@");
        return new ModelArtsRequestException("The address " + Printable.of(shown, 200) + " " + why);
    }
}
