package io.github.camelmodelarts.obs;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;

import javax.net.ssl.X509TrustManager;

import okhttp3.Connection;
import okhttp3.Credentials;
import okhttp3.Dns;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ServiceAddress;
import io.github.camelmodelarts.http.ClientSettings;
import io.github.camelmodelarts.http.ServerVerification;

/** Sets the HTTP client of Huawei's client up: trusted certificates, verification of host names, proxy. */
final class ObsHttp {

    private static final String PROXY_AUTHORIZATION = "Proxy-Authorization";

    private ObsHttp() {}

    /** Changes the HTTP client that Huawei's client has made for itself. */
    static OkHttpClient.Builder secured(OkHttpClient.Builder client, ServiceAddress endpoint, ClientSettings settings) {
        String proof = proof(settings.proxy());
        return client.sslSocketFactory(ServerVerification.sockets(settings.sslContext()), new VerifiedBySockets())
                .hostnameVerifier(ServerVerification.names())
                // its own one logs each address
                .dns(Dns.SYSTEM)
                .proxySelector(new ProxyRoutes(settings))
                .proxyAuthenticator((route, response) -> proof == null ? null : proven(response.request(), proof))
                .addInterceptor(new ObsHosts(endpoint))
                .addNetworkInterceptor(chain -> {
                    Request request = chain.request();
                    Connection connection = chain.connection();
                    boolean untunnelled = !request.isHttps()
                            && connection != null
                            && connection.route().proxy().type() == Proxy.Type.HTTP;
                    Request proven = untunnelled && proof != null ? proven(request, proof) : null;
                    return chain.proceed(proven == null ? request : proven);
                });
    }

    /** The header for the user of a proxy, or null without one. */
    private static @Nullable String proof(ClientSettings.@Nullable Proxy proxy) {
        String username = proxy == null ? null : proxy.username();
        String password = proxy == null ? null : proxy.password();
        return username == null || password == null
                ? null
                : Credentials.basic(username, password, StandardCharsets.UTF_8);
    }

    /** The request with the header, or null if the proxy has rejected it already. */
    private static @Nullable Request proven(Request request, String proof) {
        return request.header(PROXY_AUTHORIZATION) != null
                ? null
                : request.newBuilder().header(PROXY_AUTHORIZATION, proof).build();
    }

    /** Selects the route to a host by the settings. The system properties of Java don't matter. */
    private static final class ProxyRoutes extends ProxySelector {

        private final ClientSettings settings;

        ProxyRoutes(ClientSettings settings) {
            this.settings = settings;
        }

        @Override
        public List<Proxy> select(URI uri) {
            ClientSettings.Proxy proxy = settings.proxyFor(uri.getHost());
            return List.of(
                    proxy == null
                            ? Proxy.NO_PROXY
                            : new Proxy(
                                    Proxy.Type.HTTP, InetSocketAddress.createUnresolved(proxy.host(), proxy.port())));
        }

        @Override
        public void connectFailed(URI uri, @Nullable SocketAddress address, @Nullable IOException failure) {
            // there is only one route
        }
    }

    /** OkHttp uses it only for pinned certificates, of which there are none: the sockets verify certificates. */
    private static final class VerifiedBySockets implements X509TrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            throw new CertificateException("The socket verifies certificates");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            throw new CertificateException("The socket verifies certificates");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
