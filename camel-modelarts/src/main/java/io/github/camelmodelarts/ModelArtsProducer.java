package io.github.camelmodelarts;

import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.spi.RouteIdAware;
import org.apache.camel.support.DefaultAsyncProducer;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsOperation;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.batch.BatchRuns;
import io.github.camelmodelarts.call.CallResult;
import io.github.camelmodelarts.client.ModelArtsClient;
import io.github.camelmodelarts.client.RequestDraft;
import io.github.camelmodelarts.client.SharedResources;
import io.github.camelmodelarts.client.Target;
import io.github.camelmodelarts.exchange.HeldAnswer;
import io.github.camelmodelarts.exchange.ListenedExchange;
import io.github.camelmodelarts.exchange.ManagementInput;
import io.github.camelmodelarts.exchange.ObsWork;
import io.github.camelmodelarts.health.EndpointHealth;
import io.github.camelmodelarts.obs.ObsConnection;
import io.github.camelmodelarts.obs.ObsConnections;
import io.github.camelmodelarts.options.EndpointSettings;
import io.github.camelmodelarts.session.ManagementOperation;

/**
 * Sends exchanges to a service. Returns at once; the route continues on another thread when the response has arrived. Only an exchange
 * that can't be sent completes on the caller's thread.
 */
public class ModelArtsProducer extends DefaultAsyncProducer implements RouteIdAware {

    private final EndpointSettings settings;
    private final Supplier<SharedResources> resources;
    private final ObsConnections connections;
    private final EndpointHealth health;
    private volatile @Nullable ModelArtsClient client;
    private final Consumer<String> started;
    private @Nullable String routeId;

    /**
     * @param resources shared by all calls; available once the component is started
     * @param started is told the id of the route when a step of a route starts
     */
    ModelArtsProducer(
            Endpoint endpoint,
            EndpointSettings settings,
            Supplier<SharedResources> resources,
            ObsConnections connections,
            EndpointHealth health,
            Consumer<String> started) {
        super(endpoint);
        this.settings = settings;
        this.resources = resources;
        this.connections = connections;
        this.health = health;
        this.started = started;
    }

    /** The route that contains this producer as a step, or null for a dynamic recipient, of toD for example. */
    @Override
    public @Nullable String getRouteId() {
        return routeId;
    }

    @Override
    public void setRouteId(String routeId) {
        this.routeId = routeId;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        if (settings.operation().usesObs()) {
            // fails now if Huawei's client is missing, and not at the first exchange
            connections.of(settings.obs().get()).client();
        }
        // toD makes endpoints as it needs them: with a queue for each, its route would get more turns than other routes
        ModelArtsClient opened =
                new ModelArtsClient(settings.calls(), resources.get(), routeId == null ? null : getEndpoint());
        client = opened;
        if (routeId != null) {
            // an application can have thousands of endpoints of toD, and their states say little
            health.add(opened);
            started.accept(routeId);
        }
    }

    /**
     * Ends the calls in flight, because the route stops. The calls of a producer without a route continue: Camel stops such producers when
     * its producer cache is full, also producers with calls in flight and producers that it is about to use. The component ends their calls
     * when the routes of their exchanges stop.
     */
    @Override
    protected void doStop() throws Exception {
        // the field keeps the closed client: a later call then fails with the message that the client is closed
        ModelArtsClient opened = client;
        if (opened != null && routeId != null) {
            health.remove(opened);
            opened.close();
        }
        super.doStop();
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            begin(exchange, callback);
            return false;
        } catch (Throwable e) {
            // also an Error: no call is in flight yet, and the exchange must complete
            settings.responses().failed(exchange, e);
            callback.done(true);
            return true;
        }
    }

    private void begin(Exchange exchange, AsyncCallback callback) {
        ModelArtsClient opened = Objects.requireNonNull(client, "not started");
        ModelArtsOperation operation = settings.operation(exchange.getMessage());
        switch (operation) {
            case predict -> predict(opened, exchange, callback);
            case sign -> preview(opened, exchange, callback);
            case uploadToObs, downloadFromObs, runBatch -> useObs(opened, operation, exchange, callback);
            default -> manage(opened, operation, exchange, callback);
        }
    }

    private void predict(ModelArtsClient opened, Exchange exchange, AsyncCallback callback) {
        HeldAnswer.giveBack(exchange);
        RequestDraft request = settings.requests().of(exchange);
        // the request itself, with its body, is not kept until the end
        Target target = request.target();
        opened.predict(
                request,
                exchange.getFromRouteId(),
                ListenedExchange.taken(exchange),
                end(
                        exchange,
                        callback,
                        result -> predicted(exchange, target, result),
                        failure -> settings.responses().failed(exchange, failure)));
    }

    private void predicted(Exchange exchange, Target target, CallResult result) {
        try {
            settings.responses().predicted(exchange, target, result);
            HeldAnswer.hold(exchange, result.response());
        } catch (Throwable e) {
            // no step will read the response
            result.response().discard();
            throw e;
        }
    }

    private void preview(ModelArtsClient opened, Exchange exchange, AsyncCallback callback) {
        opened.preview(
                settings.requests().of(exchange),
                exchange.getFromRouteId(),
                end(
                        exchange,
                        callback,
                        preview -> settings.responses().previewed(exchange, preview),
                        failure -> settings.responses().failed(exchange, failure)));
    }

    private void manage(
            ModelArtsClient opened, ModelArtsOperation operation, Exchange exchange, AsyncCallback callback) {
        opened.manage(
                operation,
                settings.targets().service(exchange.getMessage()),
                () -> ManagementInput.of(exchange, ManagementOperation.of(operation)),
                exchange.getFromRouteId(),
                end(
                        exchange,
                        callback,
                        managed -> settings.responses().managed(exchange, managed),
                        failure -> notManaged(exchange, failure)));
    }

    private void useObs(
            ModelArtsClient opened, ModelArtsOperation operation, Exchange exchange, AsyncCallback callback) {
        ObsConnection obs = connections.of(settings.obs().get());
        report(
                opened,
                settings.obsOperations()
                        .begin(
                                operation,
                                exchange,
                                obs.transfers(),
                                () -> BatchRuns.of(settings.batches(), opened.management(), obs, resources.get())),
                exchange,
                callback);
    }

    private <T> void report(ModelArtsClient opened, ObsWork<T> work, Exchange exchange, AsyncCallback callback) {
        opened.report(
                work.result(),
                exchange.getFromRouteId(),
                end(
                        exchange,
                        callback,
                        value -> settings.responses()
                                .ofObs(exchange, () -> work.done().accept(value)),
                        failure -> {
                            work.failed().accept(failure);
                            notManaged(exchange, failure);
                        }));
    }

    private void notManaged(Exchange exchange, Throwable failure) {
        if (failure instanceof ModelArtsOperationFailedException refused) {
            settings.responses().refused(exchange, refused);
        } else {
            settings.responses().failed(exchange, failure);
        }
    }

    /**
     * Returns the listener for the end of a call. It maps the end to the exchange and calls the callback once. An exception in it becomes
     * the exchange's failure.
     */
    private <T> BiConsumer<@Nullable T, @Nullable Throwable> end(
            Exchange exchange, AsyncCallback callback, Consumer<T> done, Consumer<Throwable> failed) {
        return (value, failure) -> {
            try {
                if (value != null) {
                    done.accept(value);
                } else {
                    failed.accept(Objects.requireNonNull(failure));
                }
            } catch (Throwable e) {
                exchange.setException(e);
            }
            // releases the response: the next steps may take long and do not need it
            value = null;
            callback.done(false);
        };
    }
}
