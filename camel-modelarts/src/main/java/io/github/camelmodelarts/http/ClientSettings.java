package io.github.camelmodelarts.http;

import java.util.List;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ServiceAddress;
import io.github.camelmodelarts.secrets.Fingerprint;
import io.github.camelmodelarts.secrets.Fingerprints;

/**
 * What an HTTP client is made for: endpoints that agree in all of it share a client, and with it connections and admission.
 *
 * @param sslContext whom to trust, and with which protocols; null for the platform's own. Compared by identity: two contexts that
 *     trust alike can't be told apart from two that don't.
 * @param proxy the way out, or null for a direct one; {@link #proxyFor} says which hosts it is for
 * @param maxConnections the most connections to one host
 * @param http2 whether HTTP/2 is offered over TLS
 */
public record ClientSettings(
        @Nullable SSLContext sslContext, @Nullable Proxy proxy, int maxConnections, boolean http2) {

    /** The same to compare with others that the same fingerprints are used for, without the proxy's password. */
    public Key key(Fingerprints fingerprints) {
        return new Key(
                new Way(sslContext, proxy == null ? null : proxy.fingerprint(fingerprints)), maxConnections, http2);
    }

    /**
     * Settings that were read, as the key of a map. Holds no secret.
     *
     * @param way whom to trust, and which proxy to take
     */
    public record Key(Way way, int maxConnections, boolean http2) {}

    /**
     * Whom to trust and which proxy to take: all that decides who may have answered. Holds no secret.
     *
     * @param proxy with the name and the password that it is given, or null for none
     */
    public record Way(
            @Nullable SSLContext sslContext, @Nullable Fingerprint proxy) {}

    /** The proxy through which a host is reached; null for one that is reached directly, as this machine always is: only there is plain http safe. */
    @Nullable
    Proxy proxyFor(String host) {
        return proxy == null || proxy.direct.matches(host) || ServiceAddress.isLoopback(host) ? null : proxy;
    }

    /** The same with a direct way out. */
    public ClientSettings withoutProxy() {
        return new ClientSettings(sslContext, null, maxConnections, http2);
    }

    /**
     * An HTTP proxy.
     *
     * @param username who asks, or null if the proxy does not want to know
     * @param password null only without a username
     * @param direct hosts that are called without the proxy
     */
    public record Proxy(
            String host,
            int port,
            @Nullable String username,
            @Nullable String password,
            HostPatterns direct) {

        /** What says to the proxy who is calling. */
        List<String> secrets() {
            return password == null ? List.of() : List.of(username + ":" + password, password);
        }

        private Fingerprint fingerprint(Fingerprints fingerprints) {
            return fingerprints.of(host, Integer.toString(port), username, password, direct.toString());
        }

        /** Without the password. */
        @Override
        public String toString() {
            return host + ":" + port;
        }
    }
}
