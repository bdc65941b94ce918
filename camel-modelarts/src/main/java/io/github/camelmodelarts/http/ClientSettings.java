package io.github.camelmodelarts.http;

import java.util.List;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ServiceAddress;
import io.github.camelmodelarts.secrets.Fingerprint;
import io.github.camelmodelarts.secrets.Fingerprints;

/**
 * The settings of an HTTP client. Endpoints with equal settings share a client, and with it connections and admission.
 *
 * @param sslContext the trusted certificates and the TLS versions; null for the platform's own. Compared by identity, because the trust of
 *     two contexts can't be compared.
 * @param proxy the proxy, or null for direct connections; {@link #proxyFor} says for which hosts it is used
 * @param maxConnections the most connections to one host
 * @param http2 whether HTTP/2 is offered over TLS
 */
public record ClientSettings(
        @Nullable SSLContext sslContext, @Nullable Proxy proxy, int maxConnections, boolean http2) {

    /** The key of these settings, without the proxy's password. Only keys made with the same fingerprints can be compared. */
    public Key key(Fingerprints fingerprints) {
        return new Key(
                new Way(sslContext, proxy == null ? null : proxy.fingerprint(fingerprints)), maxConnections, http2);
    }

    /**
     * The settings as the key of a map. Contains no secret.
     *
     * @param way the trust and the proxy
     */
    public record Key(Way way, int maxConnections, boolean http2) {}

    /**
     * The trust and the proxy: together they decide which servers can have sent a response. Contains no secret.
     *
     * @param proxy the fingerprint of the proxy with its user name and password, or null without a proxy
     */
    public record Way(
            @Nullable SSLContext sslContext, @Nullable Fingerprint proxy) {}

    /**
     * The proxy through which a host is called; null if it is called directly. This machine is always called directly: plain http is allowed
     * there because it does not leave the machine.
     */
    public @Nullable Proxy proxyFor(String host) {
        return proxy == null || proxy.direct.matches(host) || ServiceAddress.isLoopback(host) ? null : proxy;
    }

    /** The same settings without a proxy. */
    public ClientSettings withoutProxy() {
        return new ClientSettings(sslContext, null, maxConnections, http2);
    }

    /**
     * An HTTP proxy.
     *
     * @param username the user name for the proxy, or null without authentication
     * @param password null only without a user name
     * @param direct hosts that are called without the proxy
     */
    public record Proxy(
            String host,
            int port,
            @Nullable String username,
            @Nullable String password,
            HostPatterns direct) {

        /** The credentials that are sent to the proxy, in each form. */
        List<String> secrets() {
            return password == null ? List.of() : List.of(username + ":" + password, password);
        }

        private Fingerprint fingerprint(Fingerprints fingerprints) {
            return fingerprints.of(host, Integer.toString(port), username, password, direct.toString());
        }

        /** The host and the port, without the password. */
        @Override
        public String toString() {
            return host + ":" + port;
        }
    }
}
