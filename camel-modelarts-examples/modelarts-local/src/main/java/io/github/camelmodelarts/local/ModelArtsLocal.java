package io.github.camelmodelarts.local;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import javax.net.ssl.SSLContext;

import io.undertow.server.handlers.HttpContinueReadHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelmodelarts.local.management.AddressKind;
import io.github.camelmodelarts.local.tls.LocalIdentity;

/**
 * A ModelArts on this machine's loopback addresses: an API gateway that verifies every request as the cloud's does, and models
 * behind it. Thread-safe; runs until it is closed, on daemon threads.
 *
 * <pre>{@code
 * try (ModelArtsLocal modelArts = ModelArtsLocal.start()) {
 *     modelArts.addService("echo", new EchoModel());
 *     // send something, signed with modelArts.credentials(), to modelArts.address("echo")
 * }
 * }</pre>
 */
public final class ModelArtsLocal implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ModelArtsLocal.class);

    private final RequestLog log;
    private final LocalIdentity identity = LocalIdentity.create();
    private final Clock clock;
    private final Credentials credentials;
    private final Tokens tokens;
    private final TemporaryKeys temporaryKeys;
    private final Iam iam;
    private final ManagementApi management = new ManagementApi();
    private final Services services;
    private final Origins origins = new Origins();
    private final Listeners listeners;
    private final ProvidedModels models = new ProvidedModels();

    ModelArtsLocal(ModelArtsLocalBuilder options) throws IOException {
        clock = options.clock();
        log = new RequestLog(options.recordedRequests());
        credentials = options.credentials();
        tokens = new Tokens(clock);
        tokens.add(credentials.token(), defaultGrant(Tokens.LIFE));
        temporaryKeys = new TemporaryKeys(clock);
        iam = new Iam(credentials, tokens, clock);
        services = new Services(clock, credentials.projectId(), management);
        Entrance entrance = new Entrance(handlers(), log, clock, options.headLimits());
        listeners = new Listeners(
                new HttpContinueReadHandler(entrance),
                identity.serverContext(),
                options.http2(),
                options.port(),
                options.tlsPort());
        origins.opened(listeners);
        LOG.info("A local ModelArts is listening on ports {} (plain) and {} (TLS)", port(), tlsPort());
    }

    /** By prefix of the path; the first that fits counts. */
    private Map<String, CallHandler> handlers() {
        SignatureCheck signatures = new SignatureCheck(credentials, temporaryKeys, clock);
        Authentication authentication = new Authentication(credentials, tokens, signatures);
        AccessCheck access = new AccessCheck(tokens, signatures, credentials);
        Map<String, CallHandler> handlers = new LinkedHashMap<>();
        handlers.put(IamApi.PREFIX, new IamApi(iam, tokens, access, clock));
        CallHandler inference = new InferenceHandler(services, authentication);
        InferenceHandler.PREFIXES.forEach(prefix -> handlers.put(prefix, inference));
        CallHandler managing = new ManagementHandler(management, services, access, origins);
        handlers.put("/v1/", managing);
        handlers.put("/v2/", managing);
        handlers.put("/", inference);
        return handlers;
    }

    private Grant defaultGrant(Duration life) {
        return new Grant(
                credentials.account(), credentials.projectId(), clock.instant().plus(life));
    }

    /**
     * Starts on free ports with fresh credentials, and without services.
     *
     * @throws UncheckedIOException if no port can be opened
     */
    public static ModelArtsLocal start() {
        return builder().start();
    }

    /** Options for a start. */
    public static ModelArtsLocalBuilder builder() {
        return new ModelArtsLocalBuilder();
    }

    /**
     * Puts a model behind an address of its own.
     *
     * @param name for people and for {@link #service}; not part of the address
     * @throws IllegalArgumentException if there is a service of this name
     */
    public Service addService(String name, Model model) {
        return services.add(name, model);
    }

    /**
     * Adds a service for each {@link ModelProvider} on the class path, under the provider's name.
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
     * The service of a name.
     *
     * @throws IllegalArgumentException if there is none; the message says which there are
     */
    public Service service(String name) {
        return services.named(name);
    }

    /** The names of all services, in alphabetical order; a snapshot. */
    public List<String> serviceNames() {
        return services.names();
    }

    /** The address of a service over plain HTTP, {@code http://127.0.0.1:port/v1/infers/id}. */
    public String address(String service) {
        return at(origins.plain(), service);
    }

    /** The address of a service over TLS, {@code https://localhost:port/v1/infers/id}. */
    public String tlsAddress(String service) {
        return at(origins.tls(), service);
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

    /** Whether this machine has an IPv6 loopback address; then all ports are open there, too. */
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

    /** Base URL of IAM over plain HTTP, without a slash at its end. */
    public String iamEndpoint() {
        return origins.plain();
    }

    /** Base URL of the management API over plain HTTP, without a slash at its end. */
    public String modelArtsEndpoint() {
        return origins.plain();
    }

    /** Base URL of IAM and of the management API over TLS, without a slash at its end. */
    public String tlsEndpoint() {
        return origins.tls();
    }

    /** The identity service, to add users and to let things go wrong. */
    public Iam iam() {
        return iam;
    }

    /** The management API, to let things go wrong. */
    public ManagementApi management() {
        return management;
    }

    /** What callers must prove. */
    public Credentials credentials() {
        return credentials;
    }

    /** One more IAM token for the project of {@link #credentials()}, valid for so long by the server's clock. */
    public String issueToken(Duration life) {
        return tokens.issue(defaultGrant(life));
    }

    /**
     * Lets a token expire at once: who uses it is told to renew it.
     *
     * @throws IllegalArgumentException if it was not issued here
     */
    public void expireToken(String token) {
        tokens.expire(token);
    }

    /** A store with this server's certificate and nothing else; a copy. The certificate is another after each start. */
    public KeyStore trustStore() {
        return identity.trustStore();
    }

    /** A client's TLS context that trusts this server and nothing else. */
    public SSLContext sslContext() {
        return identity.clientContext();
    }

    /** Writes {@link #trustStore()} as a PKCS12 file, over one that is there. */
    public void writeTrustStore(Path file, char[] password) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            trustStore().store(out, password);
        } catch (GeneralSecurityException e) {
            throw new IOException("The trust store can't be written to " + file, e);
        }
    }

    /**
     * The last requests to any path, in the order in which their answers ended: at most 10,000 (see
     * {@link ModelArtsLocalBuilder#recordedRequests}), and no more than have 32 MiB of recorded bodies together. A snapshot. A request is recorded once its answer has been sent: wait for it in a test.
     */
    public List<RecordedRequest> requests() {
        return log.all();
    }

    /** Forgets the recorded requests. */
    public void clearRequests() {
        log.clear();
    }

    /** Closes ports and connections; requests in flight get no answer. Closing again does nothing. */
    @Override
    public void close() {
        listeners.close();
        models.close();
    }

    /** Ports and names of services. */
    @Override
    public String toString() {
        return "ModelArtsLocal[port " + port() + ", TLS " + tlsPort() + ", services " + serviceNames() + "]";
    }
}
