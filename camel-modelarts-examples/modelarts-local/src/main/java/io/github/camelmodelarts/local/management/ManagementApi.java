package io.github.camelmodelarts.local.management;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.camelmodelarts.local.api.Failure;
import io.github.camelmodelarts.local.api.Model;
import io.github.camelmodelarts.local.call.Disturbance;

/**
 * ModelArts' management API, what it deploys and what may go wrong with it. All may be changed at any time and applies to
 * requests that arrive later; thread-safe. What is special about one service is set by its {@link Deployment}.
 *
 * <p>All services are seen in both generations, {@code /v1/{project_id}/services} and {@code /v2/{project_id}/services}; in the
 * cloud each belongs to one.
 */
public final class ManagementApi {

    private final Disturbance disturbance = new Disturbance();
    private final AtomicInteger requests = new AtomicInteger();
    private final Model unknown;
    private final Map<String, Model> models = new ConcurrentHashMap<>();
    private volatile Duration startTime = Duration.ZERO;
    private volatile boolean offsetCountsPages;
    private volatile Runnable afterEachPage = () -> {};

    ManagementApi(Model unknown) {
        this.unknown = unknown;
    }

    /** Puts a model behind services that are deployed with this {@code model_id}. Any id without one is answered by an echo. */
    public ManagementApi model(String modelId, Model model) {
        models.put(modelId, model);
        return this;
    }

    /** How long services that are deployed through the API take to run, by the server's clock. Default: no time. */
    public ManagementApi deploymentTakes(Duration time) {
        startTime = time;
        return this;
    }

    /**
     * Whether {@code offset} in lists of the first generation is the number of a page, and not that of a service: the
     * documentation's "start page" can be read both ways. Default: no.
     */
    public ManagementApi offsetCountsPages(boolean pages) {
        offsetCountsPages = pages;
        return this;
    }

    /** Does this after each answer to a list: add or remove a service, and the pages change while they are read. */
    public ManagementApi afterEachPage(Runnable action) {
        afterEachPage = action;
        return this;
    }

    /** How many requests have come in, refused ones too. */
    public int requests() {
        return requests.get();
    }

    /** The next {@code times} requests fail like this; after failures already planned. */
    public ManagementApi failNext(int times, Failure failure) {
        disturbance.failNext(times, failure);
        return this;
    }

    /** Every request fails like this once the planned ones of {@link #failNext} are used up, until {@link #clear()}. */
    public ManagementApi failWith(Failure failure) {
        disturbance.failWith(failure);
        return this;
    }

    /** Forgets failures, delay, and what was to be done after each page. */
    public ManagementApi clear() {
        disturbance.clearFailures();
        disturbance.delay(Duration.ZERO);
        afterEachPage = () -> {};
        return this;
    }

    /** Holds each answer back for so long, in real time, whatever the clock. Default: none. */
    public ManagementApi delay(Duration duration) {
        disturbance.delay(duration);
        return this;
    }

    Disturbance disturbance() {
        return disturbance;
    }

    void requestCame() {
        requests.incrementAndGet();
    }

    Model modelOf(String modelId) {
        return models.getOrDefault(modelId, unknown);
    }

    Duration startTime() {
        return startTime;
    }

    boolean countsPages() {
        return offsetCountsPages;
    }

    void pageWasRead() {
        afterEachPage.run();
    }
}
