package io.github.camelmodelarts.local.management;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.local.api.Failure;
import io.github.camelmodelarts.local.api.Model;
import io.github.camelmodelarts.local.batch.BatchServices;
import io.github.camelmodelarts.local.call.Disturbance;

/**
 * The settings of ModelArts' management API: deployed models and planned failures. Settings can be changed at any time
 * and apply to requests that arrive later. Thread-safe. {@link Deployment} has the settings of one service.
 *
 * <p>All services are in both generations, {@code /v1/{project_id}/services} and {@code /v2/{project_id}/services}; in the
 * cloud each belongs to one. Only batch services are in the first one alone. {@link BatchServices} has their settings.
 */
public final class ManagementApi {

    private final Disturbance disturbance = new Disturbance();
    private final AtomicInteger requests = new AtomicInteger();
    private final Model unknown;
    private final BatchServices batches;
    private final Map<String, Model> models = new ConcurrentHashMap<>();
    private volatile Duration startTime = Duration.ZERO;
    private volatile boolean offsetCountsPages;
    private volatile Runnable afterEachPage = () -> {};

    ManagementApi(Model unknown, BatchServices batches) {
        this.unknown = unknown;
        this.batches = batches;
    }

    /** The settings of batch services. */
    public BatchServices batches() {
        return batches;
    }

    /**
     * Sets the model of services that are deployed with this {@code model_id}. Without it, an id stands for the model of the
     * service whose {@code config} shows it, which for an added service is its name; any other id, for the echo model.
     */
    public ManagementApi model(String modelId, Model model) {
        models.put(modelId, model);
        return this;
    }

    /**
     * Sets the duration of a start of services that are deployed through the API, by the server's clock. Default: zero.
     */
    public ManagementApi deploymentTakes(Duration time) {
        startTime = time;
        return this;
    }

    /**
     * Sets whether {@code offset} in lists of the first generation is the number of a page, not of a service. The
     * documentation's "start page" can mean both. Default: no.
     */
    public ManagementApi offsetCountsPages(boolean pages) {
        offsetCountsPages = pages;
        return this;
    }

    /**
     * Runs this action after each response with a list, for example to add or remove a service while a client reads the
     * pages.
     */
    public ManagementApi afterEachPage(Runnable action) {
        afterEachPage = action;
        return this;
    }

    /** The number of requests, rejected ones included. */
    public int requests() {
        return requests.get();
    }

    /** Makes the next {@code times} requests fail like this, after the failures that are planned already. */
    public ManagementApi failNext(int times, Failure failure) {
        disturbance.failNext(times, failure);
        return this;
    }

    /** Makes all requests fail like this after the planned failures of {@link #failNext}, until {@link #clear()}. */
    public ManagementApi failWith(Failure failure) {
        disturbance.failWith(failure);
        return this;
    }

    /** Removes planned failures, delay, and the action after each page. */
    public ManagementApi clear() {
        disturbance.clearFailures();
        disturbance.delay(Duration.ZERO);
        afterEachPage = () -> {};
        return this;
    }

    /** Delays each response, in real time, not by the server's clock. Default: no delay. */
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

    @Nullable
    Model modelOf(String modelId) {
        return models.get(modelId);
    }

    Model unknownModel() {
        return unknown;
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
