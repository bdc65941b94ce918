package io.github.camelmodelarts.examples.operate;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.github.camelmodelarts.api.CredentialsProvider;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.SinkModel;
import io.github.camelmodelarts.local.api.Credentials;
import io.github.camelmodelarts.local.api.ModelAnswer;
import io.github.camelmodelarts.local.api.Refusals;

/**
 * A local ModelArts with the services of this example, the credentials that an application has for it, and what can go wrong with both.
 * Thread-safe.
 */
final class LocalCloud implements AutoCloseable {

    private static final String FLOWERS = "flowers";
    private static final String PAGES = "pages";
    private static final int THROTTLED_TO = 4;
    private static final Duration WORD = Duration.ofMillis(25);

    private final Credentials credentials = Credentials.random();
    private final Duration tokenLife;
    private volatile boolean wrongCredentials;
    private volatile double slowness = 1;
    private ModelArtsLocal server;

    /** Starts it. A token lives for {@code tokenLife}. */
    LocalCloud(Duration tokenLife) {
        this.tokenLife = tokenLife;
        server = started(0, 0);
    }

    private ModelArtsLocal started(int port, int tlsPort) {
        ModelArtsLocal starting = ModelArtsLocal.builder()
                .credentials(credentials)
                .recordedRequests(0)
                .port(port)
                .tlsPort(tlsPort)
                .start();
        starting.addService(FLOWERS, request -> ModelAnswer.json(Map.of("predicted_label", "setosa")));
        starting.addService(PAGES, new SinkModel());
        starting.maas().tokenPause(WORD);
        starting.iam().tokenLife(tokenLife);
        return starting;
    }

    /** The address, project and key of MaaS as properties of a Camel application. */
    synchronized Map<String, String> properties() {
        return Map.of(
                "maas.endpoint", server.maasEndpoint(),
                "camel.component.modelarts.modelArtsEndpoint", server.modelArtsEndpoint(),
                "camel.component.modelarts.iamEndpoint", server.iamEndpoint(),
                "camel.component.modelarts.region", credentials.region(),
                "camel.component.modelarts.projectId", credentials.projectId(),
                "camel.component.modelarts.apiKey", credentials.apiKey());
    }

    /** The access key, as a vault would supply it. */
    CredentialsProvider accessKey() {
        return transport -> done(new io.github.camelmodelarts.api.Credentials.AccessKey(
                credentials.accessKey(), wrongCredentials ? "test-wrong-secret-key" : credentials.secretKey()));
    }

    /** The user of IAM, as a vault would supply it. */
    CredentialsProvider user() {
        String iam = iamEndpoint();
        return transport -> done(new io.github.camelmodelarts.api.Credentials.User(
                iam,
                credentials.account(),
                credentials.username(),
                wrongCredentials ? "test-wrong-password" : credentials.password(),
                credentials.projectId(),
                credentials.region()));
    }

    private static CompletionStage<io.github.camelmodelarts.api.Credentials> done(
            io.github.camelmodelarts.api.Credentials credentials) {
        return CompletableFuture.completedFuture(credentials);
    }

    private synchronized String iamEndpoint() {
        return server.iamEndpoint();
    }

    /** The vault has wrong credentials, or the right ones again. */
    void rotateCredentials(boolean wrong) {
        wrongCredentials = wrong;
    }

    /** The gateway accepts few requests in each second, and responds to the others with 429; or accepts all again. */
    synchronized void throttle(boolean on) {
        if (on) {
            server.service(FLOWERS).throttle(THROTTLED_TO, Duration.ofSeconds(1));
        } else {
            server.service(FLOWERS).unthrottled();
        }
    }

    /** Stops the server: all connections are cut, and new ones are refused. */
    synchronized void stop() {
        server.close();
    }

    /** Starts the server again on the same ports. It does not know the tokens that it has issued, and its services respond with 503 at first. */
    synchronized void startAgain() {
        server = started(server.port(), server.tlsPort());
        for (String service : server.serviceNames()) {
            server.service(service).failWith(Refusals.backendUnavailable());
        }
        server.maas().failWith(Refusals.backendUnavailable());
    }

    /** The services respond normally. */
    synchronized void recover() {
        for (String service : server.serviceNames()) {
            server.service(service).clear();
        }
        server.maas().clear().tokenPause(WORD);
    }

    /** All services take this many times as long as usual. */
    void slowDown(double times) {
        slowness = times;
    }

    /** The next responses take so long; multiplied if the services are slow. */
    synchronized void usualTime(Duration time) {
        Duration delay = Duration.ofNanos((long) (time.toNanos() * slowness));
        server.service(FLOWERS).delay(delay);
        server.service(PAGES).delay(delay);
    }

    @Override
    public synchronized void close() {
        server.close();
    }
}
