package io.github.camelmodelarts.options;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.http.ClientSettings;
import io.github.camelmodelarts.http.HostPatterns;
import io.github.camelmodelarts.text.Printable;

/** Reads the options of an HTTP proxy. */
final class ProxyOptions {

    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}._-]+");
    private static final Pattern IPV6 = Pattern.compile("\\[?[0-9a-fA-F]*:[0-9a-fA-F.]*:[0-9a-fA-F:.]*(%[\\w.]+)?]?");

    private ProxyOptions() {}

    /**
     * The proxy, or null without {@code proxyHost}.
     *
     * @throws IllegalArgumentException if an option is missing, or {@code proxyHost} or {@code proxyPort} is wrong
     */
    static ClientSettings.@Nullable Proxy of(ModelArtsConfiguration options) {
        String host = options.getProxyHost();
        Integer port = options.getProxyPort();
        if (host == null && port == null) {
            return null;
        }
        if (host == null || port == null) {
            throw new IllegalArgumentException("proxyHost and proxyPort must be set together: "
                    + (host == null ? "proxyHost" : "proxyPort") + " is missing");
        }
        requireName(host);
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("proxyPort=" + port + " is not a port: use a number from 1 to 65535");
        }
        if ((options.getProxyUsername() == null) != (options.getProxyPassword() == null)) {
            throw new IllegalArgumentException("proxyUsername and proxyPassword must be set together: "
                    + (options.getProxyUsername() == null ? "proxyUsername" : "proxyPassword") + " is missing");
        }
        String direct = options.getNonProxyHosts();
        return new ClientSettings.Proxy(
                host,
                port,
                options.getProxyUsername(),
                options.getProxyPassword(),
                direct == null ? HostPatterns.NONE : HostPatterns.ofNonProxyHosts(direct));
    }

    /**
     * Refuses a value that is not a host name or an IP address. The message does not show a value with a user name, because a password may
     * follow the name.
     */
    private static void requireName(String host) {
        if (NAME.matcher(host).matches() || IPV6.matcher(host).matches()) {
            return;
        }
        String shown = host.indexOf('@') >= 0 ? "" : "=" + Printable.of(host, 60);
        throw new IllegalArgumentException("proxyHost" + shown
                + " is not a host name: set proxyHost to the name alone, proxy.example.com for example, without http:// and"
                + " port; the port belongs in proxyPort, a user in proxyUsername and proxyPassword");
    }
}
