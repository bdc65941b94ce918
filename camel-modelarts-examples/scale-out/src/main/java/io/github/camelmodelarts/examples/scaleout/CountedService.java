package io.github.camelmodelarts.examples.scaleout;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.camelmodelarts.examples.ledger.Input;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.ModelArtsLocalBuilder;
import io.github.camelmodelarts.local.api.Credentials;
import io.github.camelmodelarts.local.api.ModelAnswer;
import io.github.camelmodelarts.local.api.ModelRequest;
import io.github.camelmodelarts.local.gateway.Service;

/**
 * A service of a local ModelArts that takes its time, and counts the calls of its model per input. It knows an input by the SHA-256 of the
 * body, in lower-case hexadecimal digits. Thread-safe.
 */
public final class CountedService implements AutoCloseable {

    private static final String NAME = "counted";

    private final Duration delay;
    private volatile ModelArtsLocal server;
    private final ConcurrentMap<String, Integer> calls = new ConcurrentHashMap<>();
    private final Set<String> rejected = ConcurrentHashMap.newKeySet();
    private final AtomicInteger allCalls = new AtomicInteger();
    private final Queue<Long> times = new ConcurrentLinkedQueue<>();

    private CountedService(Duration delay) {
        this.delay = delay;
        server = started(ModelArtsLocal.builder().credentials(Credentials.random()));
    }

    /** Starts a local ModelArts on free ports with this service, whose responses take so long. */
    public static CountedService start(Duration delay) {
        return new CountedService(delay);
    }

    private ModelArtsLocal started(ModelArtsLocalBuilder builder) {
        ModelArtsLocal started = builder.recordedRequests(0).start();
        started.addService(NAME, this::predict).delay(delay);
        return started;
    }

    /** Stops the server, so that no connection can be made. The counts stay. */
    public void stop() {
        server.close();
    }

    /** Starts it again after {@link #stop}, with its address and its keys. */
    public void startAgain() {
        server = started(ModelArtsLocal.builder()
                .credentials(server.credentials())
                .port(server.port())
                .tlsPort(server.tlsPort()));
    }

    private ModelAnswer predict(ModelRequest request) throws IOException {
        times.add(System.nanoTime());
        String sha256;
        try (InputStream body = request.body()) {
            sha256 = Input.sha256(body);
        }
        calls.merge(sha256, 1, Integer::sum);
        allCalls.incrementAndGet();
        if (rejected.contains(sha256)) {
            return ModelAnswer.refusal(400, "This input can't be predicted");
        }
        return ModelAnswer.json(Map.of("predicted_label", "setosa", "sha256", sha256));
    }

    /** Its address, the option {@code --service} of a worker. */
    public String address() {
        return server.address(NAME);
    }

    /** Its key and secret as the environment of a worker: {@code APP_KEY} and {@code APP_SECRET}. */
    public Map<String, String> secrets() {
        return Map.of(
                "APP_KEY", server.credentials().appKey(),
                "APP_SECRET", server.credentials().appSecret());
    }

    /** The service, to let it fail. A request that the gateway rejects is not counted. */
    public Service service() {
        return server.service(NAME);
    }

    /** Lets the model reject the input with this SHA-256. */
    public void reject(String sha256) {
        rejected.add(sha256);
    }

    /** The calls of the model for each input, by its SHA-256; a copy. */
    public Map<String, Integer> callsPerInput() {
        return new TreeMap<>(calls);
    }

    /** The number of calls of the model. */
    public int calls() {
        return allCalls.get();
    }

    /** The number of calls of the model that began at or after {@code from} and before {@code until}, both of {@link System#nanoTime}. */
    public long callsBetween(long from, long until) {
        return times.stream()
                .filter(time -> time - from >= 0 && time - until < 0)
                .count();
    }

    /** Forgets the counts. */
    public void forget() {
        calls.clear();
        allCalls.set(0);
        times.clear();
    }

    @Override
    public void close() {
        server.close();
    }
}
