package io.github.camelmodelarts.examples.operate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * Reads metrics and health over HTTP, as Prometheus and Kubernetes do, and keeps what it has read. One thread reads; other threads can ask
 * for what there is.
 */
final class Watch {

    private static final int OK = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final String observe;
    private final List<Sample> samples = new CopyOnWriteArrayList<>();
    private final List<Health> health = new CopyOnWriteArrayList<>();
    private long start;

    /**
     * What {@code /observe/health} said.
     *
     * @param second the time since the start of the run
     * @param checks the checks that are down, as JSON
     */
    record Health(double second, boolean up, List<JsonNode> checks) {}

    /** @param observe the address, with the path {@code /observe} */
    Watch(String observe) {
        this.observe = observe;
    }

    /** The run begins. */
    void start() {
        start = System.nanoTime();
    }

    /** Reads both once. */
    void look() {
        double second = (System.nanoTime() - start) / 1e9;
        samples.add(Sample.parse(second, get("/metrics").body()));
        HttpResponse<String> answer = get("/health");
        health.add(new Health(second, answer.statusCode() == OK, down(answer.body())));
    }

    private static List<JsonNode> down(String body) {
        try {
            List<JsonNode> down = new ArrayList<>();
            JSON.readTree(body).path("checks").forEach(check -> {
                if (check.path("status").asText().equals("DOWN")) {
                    down.add(check);
                }
            });
            return down;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpResponse<String> get(String path) {
        try {
            return http.send(
                    HttpRequest.newBuilder(URI.create(observe + path))
                            .timeout(PATIENCE)
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(observe + path + " does not respond", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    List<Sample> samples() {
        return List.copyOf(samples);
    }

    List<Health> health() {
        return List.copyOf(health);
    }
}
