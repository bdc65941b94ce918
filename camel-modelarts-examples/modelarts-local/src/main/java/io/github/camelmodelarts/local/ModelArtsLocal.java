package io.github.camelmodelarts.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import javax.net.ssl.SSLContext;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelmodelarts.local.api.Credentials;
import io.github.camelmodelarts.local.api.Model;
import io.github.camelmodelarts.local.api.ModelProvider;
import io.github.camelmodelarts.local.gateway.Entrance;
import io.github.camelmodelarts.local.gateway.RecordedRequest;
import io.github.camelmodelarts.local.gateway.RequestLog;
import io.github.camelmodelarts.local.gateway.Service;
import io.github.camelmodelarts.local.iam.Iam;
import io.github.camelmodelarts.local.maas.Maas;
import io.github.camelmodelarts.local.management.AddressKind;
import io.github.camelmodelarts.local.management.ManagementApi;
import io.github.camelmodelarts.local.metadata.MetadataService;
import io.github.camelmodelarts.local.models.ProvidedModels;
import io.github.camelmodelarts.local.obs.AccessKeys;
import io.github.camelmodelarts.local.obs.ObjectStore;
import io.github.camelmodelarts.local.obs.ObsServer;
import io.github.camelmodelarts.local.tls.LocalIdentity;
import io.github.camelmodelarts.local.wire.Listeners;

/**
 * A ModelArts server on the loopback addresses of this machine: an API gateway that validates requests the way Huawei
 * documents its gateway, models behind it, IAM, the management API, and the metadata service of an ECS instance. Runs
 * on daemon threads until it is closed. Thread-safe.
 *
 * <pre>{@code
 * try (ModelArtsLocal modelArts = ModelArtsLocal.start()) {
 *     modelArts.addService("echo", new EchoModel());
 *     // send a request to modelArts.address("echo"), signed with modelArts.credentials()
 * }
 * }</pre>
 */
public final class ModelArtsLocal implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ModelArtsLocal.class);

    private final RequestLog log;
    private final LocalIdentity identity = LocalIdentity.create();
    private final Credentials credentials;
    private final Cloud cloud;
    private final Listeners listeners;
    private final ObsServer obs;
    private final ProvidedModels models = new ProvidedModels();

    ModelArtsLocal(ModelArtsLocalBuilder options) throws IOException {
        log = new RequestLog(options.recordedRequests());
        credentials = options.credentials();
        cloud = new Cloud(credentials, options.clock(), this::obs);
        Entrance entrance = new Entrance(cloud.handlers(), log, options.clock(), options.headLimits());
        listeners =
                new Listeners(entrance, identity.serverContext(), options.http2(), options.port(), options.tlsPort());
        cloud.origins().opened(listeners.port(), listeners.tlsPort());
        obs = openObs(options);
        LOG.info("A local ModelArts is listening on ports {} (plain) and {} (TLS)", port(), tlsPort());
    }

    private ObsServer openObs(ModelArtsLocalBuilder options) throws IOException {
        // a pool of its own: requests of a model to the object storage must not wait for a thread that runs a model.
        // OBS speaks HTTP/1.1 only
        ObsServer.Opener opener =
                (handler, port, tlsPort) -> new Listeners(handler, identity.serverContext(), false, port, tlsPort);
        AccessKeys keys = new AccessKeys(credentials, cloud.accessKeys());
        try {
            return new ObsServer(options.obs(), keys, opener, options.clock());
        } catch (IOException | RuntimeException e) {
            listeners.close();
            throw e;
        }
    }

    /**
     * Starts a server on free ports, with new credentials and without services.
     *
     * @throws UncheckedIOException if no port can be opened
     */
    public static ModelArtsLocal start() {
        return builder().start();
    }

    /** Returns a builder with the options of a server. */
    public static ModelArtsLocalBuilder builder() {
        return new ModelArtsLocalBuilder();
    }

    /**
     * Adds a service, which has its own address.
     *
     * @param name the name for {@link #service} and for messages; not part of the address
     * @throws IllegalArgumentException if there already is a service with this name
     */
    public Service addService(String name, Model model) {
        return cloud.services().add(name, model);
    }

    /**
     * Adds a service for each {@link ModelProvider} on the class path, with the provider's name.
     *
     * @throws UncheckedIOException if a model can't be loaded
     */
    public ModelArtsLocal withModels() {
        for (ModelProvider provider : ProvidedModels.providers()) {
            addService(provider.name(), models.create(provider));
        }
        return this;
    }

    /**
     * Returns the service with a name.
     *
     * @throws IllegalArgumentException if there is none; the message lists the names that exist
     */
    public Service service(String name) {
        return cloud.services().named(name);
    }

    /** The names of all services, in alphabetical order; a snapshot. */
    public List<String> serviceNames() {
        return cloud.services().names();
    }

    /** The address of a service over plain HTTP, {@code http://127.0.0.1:port/v1/infers/id}. */
    public String address(String service) {
        return at(cloud.origins().plain(), service);
    }

    /**
     * The current address of a service for application authentication, over plain HTTP. It leads to the same service as
     * {@link #address}.
     */
    public String appAddress(String service) {
        return cloud.origins().plain()
                + service(service).deployment().addresses().path(AddressKind.APP);
    }

    /** The address of a service over TLS, {@code https://localhost:port/v1/infers/id}. */
    public String tlsAddress(String service) {
        return at(cloud.origins().tls(), service);
    }

    /**
     * The address of a service over plain HTTP and IPv6, {@code http://[::1]:port/v1/infers/id}.
     *
     * @throws IllegalStateException if this machine has no IPv6; see {@link #hasIpv6()}
     */
    public String ipv6Address(String service) {
        if (!hasIpv6()) {
            throw new IllegalStateException("This machine has no IPv6 loopback address");
        }
        return at("http://[::1]:" + port(), service);
    }

    private String at(String authority, String service) {
        return authority + service(service).deployment().addresses().path(AddressKind.IAM);
    }

    /** Whether this machine has an IPv6 loopback address. If so, all ports are open on it too. */
    public boolean hasIpv6() {
        return listeners.hasIpv6Address();
    }

    /** The port of plain HTTP. */
    public int port() {
        return listeners.port();
    }

    /** The port of HTTPS. */
    public int tlsPort() {
        return listeners.tlsPort();
    }

    /** The base URL of IAM over plain HTTP, without a trailing slash. */
    public String iamEndpoint() {
        return cloud.origins().plain();
    }

    /** The base URL of the management API over plain HTTP, without a trailing slash. */
    public String modelArtsEndpoint() {
        return cloud.origins().plain();
    }

    /**
     * The base URL of MaaS over plain HTTP, without a trailing slash, like {@code https://api.modelarts-maas.com} in the cloud. Append
     * {@code /v1} for a client of OpenAI, or {@code /v2/chat/completions}.
     */
    public String maasEndpoint() {
        return cloud.origins().plain();
    }

    /** The base URL of the ECS metadata service over plain HTTP, without a trailing slash. */
    public String metadataEndpoint() {
        return cloud.origins().plain();
    }

    /** The base URL of IAM, the management API, MaaS and the ECS metadata service over TLS, without a trailing slash. */
    public String tlsEndpoint() {
        return cloud.origins().tls();
    }

    /** The object storage: buckets, objects, recorded requests and failures. */
    public ObjectStore obs() {
        return obs.store();
    }

    /**
     * The endpoint of the object storage over plain HTTP, {@code http://127.0.0.1:port}, for clients in path style. Clients in
     * host style need a name instead of the IP address, for example {@code http://obs.localhost:port}.
     */
    public String obsEndpoint() {
        return "http://127.0.0.1:" + obs.port();
    }

    /**
     * The endpoint of the object storage over TLS, {@code https://localhost:port}. The certificate is also for
     * {@code *.localhost}, {@code obs.localhost} and {@code *.obs.localhost}, for clients in host style.
     */
    public String obsTlsEndpoint() {
        return "https://localhost:" + obs.tlsPort();
    }

    /** The settings of IAM: users, projects, tokens and failures. */
    public Iam iam() {
        return cloud.iam().settings();
    }

    /** The settings of the ECS metadata service: temporary keys and failures. */
    public MetadataService metadata() {
        return cloud.metadata().settings();
    }

    /** The settings of the management API: deployed models, batch services and failures. */
    public ManagementApi management() {
        return cloud.management().settings();
    }

    /** The settings of MaaS, the language models: models, limits, moderation and failures. */
    public Maas maas() {
        return cloud.maas().settings();
    }

    /** The credentials that the server accepts. */
    public Credentials credentials() {
        return credentials;
    }

    /**
     * Addresses and credentials as properties of a Camel application. The names are those of the file that the command
     * line program writes: {@code NAME.address} for each service; {@code camel.component.modelarts.*} for endpoints,
     * region, project and all sets of credentials, from which a route chooses one with {@code authType};
     * {@code maas.endpoint} for {@link #maasEndpoint()}; {@code session.*} for an IAM user and the metadata service;
     * {@code temporary.*} for a temporary access key. The map is unmodifiable. Call this method after all services are
     * added.
     *
     * <pre>{@code
     * modelArts.properties().forEach(main::addOverrideProperty); // Camel Main, also sets the component's options
     * modelArts.properties().forEach(camelContext.getPropertiesComponent()::addInitialProperty); // placeholders only
     * }</pre>
     */
    public Map<String, String> properties() {
        return CallerProperties.of(this);
    }

    /**
     * Issues another IAM token for the project of {@link #credentials()}; {@code life} is measured by the server's
     * clock.
     */
    public String issueToken(Duration life) {
        return cloud.tokens().issue(cloud.grant(life));
    }

    /**
     * Expires a token at once: requests with it get 401 APIG.0307, "The token must be updated".
     *
     * @throws IllegalArgumentException if this server did not issue it
     */
    public void expireToken(String token) {
        cloud.tokens().expire(token);
    }

    /** A copy of the trust store with only this server's certificate, which is new after each start. */
    public KeyStore trustStore() {
        return identity.trustStore();
    }

    /** A TLS context for clients that trusts only this server. */
    public SSLContext sslContext() {
        return identity.clientContext();
    }

    /** Writes {@link #trustStore()} as a PKCS12 file and replaces an existing file. */
    public void writeTrustStore(Path file, char[] password) throws IOException {
        identity.writeTrustStore(file, password);
    }

    /**
     * The last requests to any path, in the order in which they arrived: at most 10,000 (see
     * {@link ModelArtsLocalBuilder#recordedRequests}), with at most 32 MiB of recorded bodies together. A snapshot. A
     * request is recorded before its response is sent, so a client that has the response finds its request here. To
     * wait for a request of another thread, use {@link #awaitRequests(int)}.
     */
    public List<RecordedRequest> requests() {
        return log.all();
    }

    /**
     * Waits at most one minute until at least {@code count} requests are recorded, and returns all {@link #requests()}.
     *
     * @throws IllegalStateException if fewer are recorded by then, or if the thread is interrupted; the message lists the requests
     */
    public List<RecordedRequest> awaitRequests(int count) {
        return awaitRequests(count, Duration.ofMinutes(1));
    }

    /**
     * Waits at most {@code atMost} until at least {@code count} requests are recorded, and returns all
     * {@link #requests()}.
     *
     * @throws IllegalStateException if fewer are recorded by then, or if the thread is interrupted; the message lists the requests
     */
    public List<RecordedRequest> awaitRequests(int count, Duration atMost) {
        List<RecordedRequest> recorded;
        try {
            recorded = log.await(count, atMost);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The thread was interrupted while it waited for requests", e);
        }
        if (recorded.size() < count) {
            throw new IllegalStateException(recorded.size() + " of " + count + " requests were recorded within "
                    + atMost.toMillis() + " ms: " + RequestLog.summary(recorded));
        }
        return recorded;
    }

    /** Deletes the recorded requests. Requests in flight are not recorded either. */
    public void clearRequests() {
        log.clear();
    }

    /**
     * Closes ports and connections; requests in flight get no response. Does nothing if the server is closed already.
     */
    @Override
    public void close() {
        listeners.close();
        cloud.batches().close();
        obs.close();
        models.close();
        cloud.maas().close();
    }

    /** Shows ports and names of services. */
    @Override
    public String toString() {
        return "ModelArtsLocal[port " + port() + ", TLS " + tlsPort() + ", services " + serviceNames() + "]";
    }
}
