package io.github.camelmodelarts;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultAsyncProducer;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.Failures;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.session.ManagementAnswer;

/** Takes exchanges to a service. Returns at once; the route goes on, on another thread, when the answer is there. */
public class ModelArtsProducer extends DefaultAsyncProducer {

    private final ModelArtsComponent component;
    private final Settings settings;
    private volatile @Nullable Calls calls;

    ModelArtsProducer(ModelArtsEndpoint endpoint) {
        super(endpoint);
        this.component = endpoint.getComponent();
        this.settings = endpoint.settings();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        calls = new Calls(settings, component.resources());
    }

    @Override
    protected void doStop() throws Exception {
        // kept: a call that comes after this one closed is told so
        Calls opened = calls;
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

    /** What is to be done with the exchange, once there is an answer. */
    private CompletableFuture<Runnable> start(Exchange exchange) {
        Calls opened = Objects.requireNonNull(calls, "not started");
        ModelArtsOperation operation = settings.operation(exchange.getMessage());
        if (operation == ModelArtsOperation.sign) {
            return opened.rehearse(settings.requests().of(exchange))
                    .thenApply(rehearsal -> () -> settings.responses().rehearsed(exchange, rehearsal));
        } else if (!operation.isManagement()) {
            return opened.predict(settings.requests().of(exchange))
                    .thenApply(answer -> () -> settings.responses().answered(exchange, answer));
        }
        ObjectNode input = operation.call() == null
                ? JsonNodeFactory.instance.objectNode()
                : InputMapper.of(exchange, operation.call());
        return opened.manage(operation, settings.targets().service(exchange.getMessage()), input)
                .handle((answer, failure) -> managed(exchange, answer, failure));
    }

    private Runnable managed(Exchange exchange, @Nullable ManagementAnswer answer, @Nullable Throwable failure) {
        if (answer != null) {
            return () -> settings.responses().managed(exchange, answer);
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
