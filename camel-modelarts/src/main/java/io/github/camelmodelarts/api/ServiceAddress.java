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
 * Where a service is: an absolute {@code https} or {@code http} URL, read once and then exactly what goes out. Scheme and host are
 * lower-cased and the scheme's own port is dropped; path and query are kept as given, but for characters that no URL can hold,
 * which are percent-encoded. What Huawei's official signers disagree about is refused with the remedy. Immutable.
 */
public final class ServiceAddress {

    private static final Pattern IP_LITERAL = Pattern.compile("\\[.*]|[0-9.]+");

    private static final Pattern USER_INFO = Pattern.compile("^([^/]*//)?[^/]*@");

    private final URI uri;

    private ServiceAddress(URI uri) {
        this.uri = uri;
    }

    /**
     * Reads an address as ModelArts shows it. Blanks around it are dropped: property files keep them.
     *
     * @throws ModelArtsRequestException if it is no absolute URL of http or https with a host, or holds userinfo, a fragment, or a
     *     path or query that is refused; never with the userinfo or the query in the message
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
            throw refused(text, "has no scheme: it begins with https:// as ModelArts shows it");
        }
        int end = colon + 3;
        while (end < text.length() && "/?#\\".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        String authority = authority(scheme, text.substring(colon + 3, end));
        return of(scheme, authority, text.substring(end));
    }

    /**
     * This address with a path appended, which may bring a query of its own. One slash stands between the two, whether either has it
     * or not.
     *
     * @throws ModelArtsRequestException if the path is refused: dot segments, backslashes, bad percent escapes, ...
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

    /** What goes out. */
    public URI uri() {
        return uri;
    }

    /** Host and port as they go out in {@code Host}. */
    public String authority() {
        return uri.getRawAuthority();
    }

    /** True for {@code https}. */
    public boolean isSecure() {
        return uri.getScheme().equals("https");
    }

    /** True for {@code localhost} and the loopback addresses, by name alone: nothing is looked up. */
    public boolean isLoopback() {
        return isLoopback(uri.getHost());
    }

    /** The same for a host as it stands in a URL, in any case. */
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

    /** Whether the same goes out. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ServiceAddress address && address.uri.equals(uri);
    }

    @Override
    public int hashCode() {
        return uri.hashCode();
    }

    /** Without the query. */
    @Override
    public String toString() {
        return uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath();
    }

    private static ServiceAddress of(String scheme, String authority, String target) {
        String shown = scheme + "://" + authority;
        try {
            return new ServiceAddress(new URI(scheme + "://" + authority + RequestTarget.checked(target)));
        } catch (URISyntaxException e) {
            throw refused(shown, "can't be read as a URL: " + e.getReason());
        } catch (ModelArtsRequestException e) {
            throw refused(shown, String.valueOf(e.getMessage()));
        }
    }

    private static String authority(String scheme, String given) {
        if (given.indexOf('@') >= 0) {
            throw refused(
                    scheme + "://***@" + given.substring(given.lastIndexOf('@') + 1),
                    "holds a user name or password:"
                            + " remove it and say who is calling with authType and its options");
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
                        "has an underscore in its host, which host names in URLs and certificates can't have: use another name"
                                + " of this host, an alias in the DNS for example, or its IP address");
            }
            throw refused(
                    scheme + "://" + given,
                    "has no valid host and port: write host or host:port; a name outside ASCII in" + " its xn-- form");
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
