package io.github.camelmodelarts.local.obs;

import java.net.InetAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.util.List;

import javax.net.ssl.TrustManagerFactory;

import com.obs.services.ObsClient;
import com.obs.services.ObsConfiguration;

import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.api.Credentials;

/** Ways in which Huawei's own client reaches the object storage: all combinations of style, transport and kind of key. */
enum HuaweiClient {
    PATH_STYLE(false, false, false),
    PATH_STYLE_TEMPORARY_KEY(false, false, true),
    PATH_STYLE_TLS(false, true, false),
    PATH_STYLE_TLS_TEMPORARY_KEY(false, true, true),
    HOST_STYLE(true, false, false),
    HOST_STYLE_TEMPORARY_KEY(true, false, true),
    HOST_STYLE_TLS(true, true, false),
    HOST_STYLE_TLS_TEMPORARY_KEY(true, true, true);

    private final boolean hostStyle;
    private final boolean tls;
    private final boolean temporary;

    HuaweiClient(boolean hostStyle, boolean tls, boolean temporary) {
        this.hostStyle = hostStyle;
        this.tls = tls;
        this.temporary = temporary;
    }

    boolean isHostStyle() {
        return hostStyle;
    }

    boolean isTemporary() {
        return temporary;
    }

    /** The scheme that the client uses: path style always has Amazon's. */
    String scheme() {
        return hostStyle ? "OBS" : "AWS";
    }

    ObsClient open(ModelArtsLocal server) {
        Credentials keys = server.credentials();
        return temporary
                ? open(server, keys.temporaryAccessKey(), keys.temporarySecretKey(), keys.securityToken())
                : open(server, keys.accessKey(), keys.secretKey(), null);
    }

    ObsClient open(ModelArtsLocal server, String accessKey, String secretKey, String securityToken) {
        return new ObsClient(accessKey, secretKey, securityToken, configuration(server));
    }

    ObsConfiguration configuration(ModelArtsLocal server) {
        ObsConfiguration configuration = new ObsConfiguration();
        String endpoint = tls ? server.obsTlsEndpoint() : server.obsEndpoint();
        configuration.setEndPoint(
                hostStyle
                        ? endpoint.replace("127.0.0.1", "obs.localhost").replace("//localhost", "//obs.localhost")
                        : endpoint);
        configuration.setPathStyle(!hostStyle);
        configuration.setMaxErrorRetry(0);
        // otherwise the client adopts a moved clock of a server, for all clients of the JVM
        configuration.setLocalTimeUtil(null);
        // no DNS has names below localhost
        configuration.setCustomizedDnsImpl(host -> List.of(InetAddress.getLoopbackAddress()));
        if (tls) {
            configuration.setEndpointHttpsPort(URI.create(endpoint).getPort());
            configuration.setValidateCertificate(true);
            configuration.setTrustManagerFactory(trust(server));
        }
        return configuration;
    }

    private static TrustManagerFactory trust(ModelArtsLocal server) {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(server.trustStore());
            return trust;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
