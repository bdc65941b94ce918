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
import io.github.camelmodelarts.client.ModelArtsClient;
import io.github.camelmodelarts.client.SharedResources;
import io.github.camelmodelarts.exchange.HeldAnswer;
import io.github.camelmodelarts.exchange.ManagementInput;
import io.github.camelmodelarts.options.EndpointSettings;
import io.github.camelmodelarts.session.ManagementOperation;

/**
 * Takes exchanges to a service. Returns at once; the route goes on, on another thread, when the response is there. Only what can't be sent
 * completes before.
 */
public class ModelArtsProducer extends DefaultAsyncProducer implements RouteIdAware {

    private final EndpointSettings settings;
    private final Supplier<SharedResources> resources;
    private volatile @Nullable ModelArtsClient client;
    private @Nullable String routeId;

    /** @param resources what all calls share, once the component is started */
    ModelArtsProducer(Endpoint endpoint, EndpointSettings settings, Supplier<SharedResources> resources) {
        super(endpoint);
        this.settings = settings;
        this.resources = resources;
    }

    /** The route that this is a step of, or null if it is made for recipients that are only known at run time. */
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
        client = new ModelArtsClient(settings.calls(), resources.get());
    }

    /**
     * Ends the calls under way, because the route ends. Without a route this is no reason to: Camel stops producers that it has not
     * used for a while, and some that it is about to use. The component ends their calls when the routes stop that they are made for.
     */
    @Override
    protected void doStop() throws Exception {
        // kept: a call that comes after this one closed is told so
        ModelArtsClient opened = client;
        if (opened != null && routeId != null) {
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
            // an Error, too: nothing is under way yet, and the exchange must not be lost
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
            default -> manage(opened, operation, exchange, callback);
        }
    }

    private void predict(ModelArtsClient opened, Exchange exchange, AsyncCallback callback) {
        HeldAnswer.giveBack(exchange);
        opened.predict(
                settings.requests().of(exchange),
                exchange.getFromRouteId(),
                end(
                        exchange,
                        callback,
                        result -> {
                            settings.responses().predicted(exchange, result);
                            HeldAnswer.hold(exchange, result.response());
                        },
                        failure -> settings.responses().failed(exchange, failure)));
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

    private void notManaged(Exchange exchange, Throwable failure) {
        if (failure instanceof ModelArtsOperationFailedException refused) {
            settings.responses().refused(exchange, refused);
        } else {
            settings.responses().failed(exchange, failure);
        }
    }

    /** Maps a call's end to its exchange and calls back, once. What goes wrong here is the exchange's failure. */
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
            // what follows may take long, and needs the response no more
            value = null;
            callback.done(false);
        };
    }
}
