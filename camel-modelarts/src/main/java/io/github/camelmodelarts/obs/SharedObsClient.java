package io.github.camelmodelarts.obs;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;

import com.obs.services.ObsClient;
import com.obs.services.ObsConfiguration;
import com.obs.services.internal.security.ProviderCredentials;
import com.obs.services.internal.utils.LocalTimeUtil;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ServiceAddress;
import io.github.camelmodelarts.client.ObsSettings;
import io.github.camelmodelarts.client.SharedResources;
import io.github.camelmodelarts.http.ServerVerification;

/**
 * Huawei's client with the session's keys, trusted certificates and proxy. All users of a connection share it. So its {@code close()} does
 * nothing, and it can't be given other keys.
 */
final class SharedObsClient extends ObsClient {

    /** A name that does not exist (RFC 6761), until the settings are read. */
    private static final String NO_ENDPOINT = "https://obs.invalid:443";

    private final Supplier<SharedResources> resources;
    private final OpenRequests open = new OpenRequests();
    /** Null during the superclass's constructor. */
    private final @Nullable Supplier<ObsSettings> later;

    private volatile @Nullable CurrentKeys keys;
    private boolean opening;

    private SharedObsClient(ObsSettings settings, Supplier<SharedResources> resources) {
        super(configuration(settings));
        this.resources = resources;
        this.later = () -> settings;
        this.keys = secured(settings);
    }

    private SharedObsClient(Supplier<ObsSettings> later, Supplier<SharedResources> resources) {
        super(unknown());
        this.resources = resources;
        this.later = later;
    }

    /** A client with these settings. */
    static ObsClient of(ObsSettings settings, Supplier<SharedResources> resources) {
        return new SharedObsClient(settings, resources);
    }

    /**
     * A client whose settings are not complete yet.
     *
     * @param settings called at the first request
     */
    static ObsClient later(Supplier<ObsSettings> settings, Supplier<SharedResources> resources) {
        return new SharedObsClient(settings, resources);
    }

    private static ObsConfiguration unknown() {
        ObsConfiguration options = new ObsConfiguration();
        options.setEndPoint(NO_ENDPOINT);
        return options;
    }

    /** Reads the settings, if that was not done yet. */
    private @Nullable CurrentKeys opened() {
        CurrentKeys known = keys;
        return known == null && later != null ? opened(later) : known;
    }

    private synchronized @Nullable CurrentKeys opened(Supplier<ObsSettings> source) {
        if (keys == null && !opening) {
            // init calls methods that call this one
            opening = true;
            try {
                ObsSettings settings = source.get();
                init("", "", null, configuration(settings));
                keys = secured(settings);
            } finally {
                opening = false;
            }
        }
        return keys;
    }

    private CurrentKeys secured(ObsSettings settings) {
        CurrentKeys current = new CurrentKeys(settings, resources);
        credentials.setObsCredentialsProvider(current);
        // not by options: the client would ignore the SSLContext that it is given
        httpClient = ObsHttp.secured(httpClient.newBuilder(), settings.endpoint(), settings.http())
                .eventListener(open)
                .build();
        return current;
    }

    private static ObsConfiguration configuration(ObsSettings settings) {
        ServiceAddress endpoint = settings.endpoint();
        LocalTimeUtil clock = new LocalTimeUtil();
        clock.setEnableAutoRetryForSkewedTime(settings.clockSkewCorrection());
        ObsConfiguration options = new ObsConfiguration();
        options.setEndPoint(ObsHosts.withPort(endpoint));
        options.setPathStyle(ObsHosts.isPathStyle(endpoint));
        options.setConnectionTimeout(millis(settings.limits().connectTimeout()));
        options.setSocketTimeout(millis(settings.limits().responseTimeout()));
        options.setMaxErrorRetry(settings.maxRetries());
        options.setMaxConnections(settings.http().maxConnections());
        options.setLocalTimeUtil(clock);
        // the client's defaults trust every certificate for every host
        options.setValidateCertificate(true);
        options.setIsStrictHostnameVerification(true);
        options.setHostnameVerifier(ServerVerification.names());
        return options;
    }

    private static int millis(Duration time) {
        return (int) Math.min(time.toMillis(), Integer.MAX_VALUE);
    }

    @Override
    protected <T> T doActionWithResult(String action, String bucket, ActionCallbackWithResult<T> operation) {
        return Objects.requireNonNull(opened()).during(() -> super.doActionWithResult(action, bucket, operation));
    }

    // what is not an operation, the signing of URLs for example, begins with one of these

    @Override
    protected String getEndpoint() {
        opened();
        return super.getEndpoint();
    }

    @Override
    protected boolean isPathStyle() {
        opened();
        return super.isPathStyle();
    }

    @Override
    protected ProviderCredentials getProviderCredentials() {
        opened();
        return super.getProviderCredentials();
    }

    /** Refused, because other code uses the same client. */
    @Override
    public void refresh(String accessKey, String secretKey, String securityToken) {
        throw new UnsupportedOperationException(
                "The key of this client comes from its session or component, which renews it");
    }

    /** Does nothing, because other code uses the same client: its session or component closes it. */
    @Override
    public void close() {}

    /** Ends all requests of a client of this class, also those whose response is still read, and closes all connections. */
    static void end(ObsClient client) {
        SharedObsClient ended = (SharedObsClient) client;
        ended.open.end();
        ended.httpClient.connectionPool().evictAll();
    }
}
