package io.github.camelmodelarts;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultAsyncProducer;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.Failures;
import io.github.camelmodelarts.api.ModelArtsOperation;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.client.ModelArtsClient;
import io.github.camelmodelarts.client.SharedResources;
import io.github.camelmodelarts.exchange.ManagementInput;
import io.github.camelmodelarts.options.EndpointSettings;
import io.github.camelmodelarts.session.ManagementOperation;
import io.github.camelmodelarts.session.ManagementResponse;

/** Takes exchanges to a service. Returns at once; the route goes on, on another thread, when the response is there. */
public class ModelArtsProducer extends DefaultAsyncProducer {

    private final EndpointSettings settings;
    private final Supplier<SharedResources> resources;
    private volatile @Nullable ModelArtsClient client;

    /** @param resources what all calls share, once the component is started */
    ModelArtsProducer(Endpoint endpoint, EndpointSettings settings, Supplier<SharedResources> resources) {
        super(endpoint);
        this.settings = settings;
        this.resources = resources;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        client = new ModelArtsClient(settings.calls(), resources.get());
    }

    @Override
    protected void doStop() throws Exception {
        // kept: a call that comes after this one closed is told so
        ModelArtsClient opened = client;
        if (opened != null) {
            opened.close();
        }
        super.doStop();
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        CompletableFuture<Runnable> call;
        try {
            call = start(exchange);
        } catch (RuntimeException e) {
            settings.responses().failed(exchange, e);
            callback.done(true);
            return true;
        }
        boolean completed = call.isDone();
        call.whenComplete((mapping, failure) -> {
            hand(exchange, mapping, failure);
            callback.done(completed);
        });
        return completed;
    }

    /** What is to be done with the exchange, once there is a response. */
    private CompletableFuture<Runnable> start(Exchange exchange) {
        ModelArtsClient opened = Objects.requireNonNull(client, "not started");
        ModelArtsOperation operation = settings.operation(exchange.getMessage());
        return switch (operation) {
            case predict ->
                opened.predict(settings.requests().of(exchange))
                        .thenApply(result -> () -> settings.responses().predicted(exchange, result));
            case sign ->
                opened.preview(settings.requests().of(exchange))
                        .thenApply(preview -> () -> settings.responses().previewed(exchange, preview));
            default -> {
                ObjectNode input = ManagementInput.of(exchange, ManagementOperation.of(operation));
                yield opened.manage(operation, settings.targets().service(exchange.getMessage()), input)
                        .handle((response, failure) -> managed(exchange, response, failure));
            }
        };
    }

    private Runnable managed(Exchange exchange, @Nullable ManagementResponse response, @Nullable Throwable failure) {
        if (response != null) {
            return () -> settings.responses().managed(exchange, response);
        }
        Throwable cause = Failures.unwrapped(Objects.requireNonNull(failure));
        return cause instanceof ModelArtsOperationFailedException refused
                ? () -> settings.responses().refused(exchange, refused)
                : () -> settings.responses().failed(exchange, cause);
    }

    /** Whatever goes wrong here is the exchange's failure: the callback comes in any case. */
    private void hand(Exchange exchange, @Nullable Runnable mapping, @Nullable Throwable failure) {
        try {
            if (mapping != null) {
                mapping.run();
            } else if (failure != null) {
                settings.responses().failed(exchange, Failures.unwrapped(failure));
            }
        } catch (Throwable e) {
            exchange.setException(e);
        }
    }
}
