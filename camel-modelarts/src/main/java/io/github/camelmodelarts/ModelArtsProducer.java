package io.github.camelmodelarts;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultAsyncProducer;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.api.Transport;
import io.github.camelmodelarts.call.Answer;
import io.github.camelmodelarts.call.CallPipeline;
import io.github.camelmodelarts.call.RefusalReader;

/** Takes exchanges to a service. Returns at once; the route goes on, on another thread, when the answer is there. */
public class ModelArtsProducer extends DefaultAsyncProducer {

    private final ModelArtsComponent component;
    private final ModelArtsEndpoint.Settings settings;
    private volatile @Nullable CallPipeline pipeline;

    ModelArtsProducer(ModelArtsEndpoint endpoint) {
        super(endpoint);
        this.component = endpoint.getComponent();
        this.settings = endpoint.settings();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        Workers workers = component.workers(settings.workerPool());
        Transport transport = component.clients().transport(settings.client(), settings.limits(), workers);
        pipeline = new CallPipeline(
                settings.caller().strategy(component.tokens(), component.clock(), settings.client(), transport),
                transport,
                new RefusalReader(component.clock()),
                settings.totalTimeout(),
                component.timer(),
                workers);
    }

    @Override
    protected void doStop() throws Exception {
        // kept: a call that comes after this one closed is told so
        CallPipeline opened = pipeline;
        if (opened != null) {
            opened.close();
        }
        super.doStop();
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        CompletableFuture<Answer> call;
        try {
            ServiceRequest request = settings.requests().of(exchange);
            call = Objects.requireNonNull(pipeline, "not started")
                    .start(request, component.admission(settings.client(), request.host()));
        } catch (RuntimeException e) {
            settings.responses().failed(exchange, e);
            callback.done(true);
            return true;
        }
        boolean completed = call.isDone();
        call.whenComplete((answer, failure) -> {
            hand(exchange, answer, failure);
            callback.done(completed);
        });
        return completed;
    }

    /** Whatever goes wrong here is the exchange's failure: the callback comes in any case. */
    private void hand(Exchange exchange, @Nullable Answer answer, @Nullable Throwable failure) {
        try {
            if (answer != null) {
                settings.responses().answered(exchange, answer);
            } else if (failure != null) {
                settings.responses().failed(exchange, failure);
            }
        } catch (Throwable e) {
            exchange.setException(e);
        }
    }
}
