package io.github.camelmodelarts.http;

import java.util.Set;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;

/**
 * What an HTTP client is made for: endpoints that agree in all of it share a client, and with it connections and admission.
 *
 * @param sslContext whom to trust, and with which protocols; null for the platform's own. Compared by identity: two contexts that
 *     trust alike can't be told apart from two that don't.
 * @param proxy the way out, or null for a direct one
 * @param maxConnections the most connections to one host
 * @param http2 whether HTTP/2 is offered over TLS
 */
public record ClientSettings(
        @Nullable SSLContext sslContext, @Nullable Proxy proxy, int maxConnections, boolean http2) {

    /** The same with a direct way out. */
    public ClientSettings withoutProxy() {
        return new ClientSettings(sslContext, null, maxConnections, http2);
    }

    /**
     * An HTTP proxy.
     *
     * @param username who asks, or null if the proxy does not want to know
     * @param password null only without a username
     * @param direct hosts that are called without the proxy: names, or {@code *.suffix}, in lower case
     */
    public record Proxy(
            String host,
            int port,
            @Nullable String username,
            @Nullable String password,
            Set<String> direct) {

        /** A copy of the hosts is kept. */
        public Proxy {
            direct = Set.copyOf(direct);
        }

        /** Whether a host is called without the proxy. */
        boolean isBypassedFor(String target) {
            return direct.stream()
                    .anyMatch(name -> name.startsWith("*") ? target.endsWith(name.substring(1)) : target.equals(name));
        }

        /** Without the password. */
        @Override
        public String toString() {
            return host + ":" + port;
        }
    }
}
