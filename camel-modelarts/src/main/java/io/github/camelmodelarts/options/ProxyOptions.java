package io.github.camelmodelarts.options;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.http.ClientSettings;
import io.github.camelmodelarts.http.HostPatterns;

/** Reads the options of an HTTP proxy. */
final class ProxyOptions {

    private ProxyOptions() {}

    /**
     * The proxy, or null without {@code proxyHost}.
     *
     * @throws IllegalArgumentException if only a part of it is given
     */
    static ClientSettings.@Nullable Proxy of(ModelArtsConfiguration options) {
        String host = options.getProxyHost();
        Integer port = options.getProxyPort();
        if (host == null && port == null) {
            return null;
        }
        if (host == null || port == null) {
            throw new IllegalArgumentException("proxyHost and proxyPort belong together: "
                    + (host == null ? "proxyHost" : "proxyPort") + " is missing");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("proxyPort=" + port + " is no port: use a number from 1 to 65535");
        }
        if ((options.getProxyUsername() == null) != (options.getProxyPassword() == null)) {
            throw new IllegalArgumentException("proxyUsername and proxyPassword belong together: "
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
}
