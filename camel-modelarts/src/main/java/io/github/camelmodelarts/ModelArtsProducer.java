package io.github.camelmodelarts;

import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultAsyncProducer;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.call.Answer;
import io.github.camelmodelarts.call.CallPipeline;
import io.github.camelmodelarts.call.RefusalReader;
import io.github.camelmodelarts.http.HttpTransport;

/** Takes exchanges to a service. Returns at once; the route goes on, on another thread, when the answer is there. */
public class ModelArtsProducer extends DefaultAsyncProducer {

    private final ModelArtsEndpoint endpoint;
    private @Nullable CallPipeline pipeline;

    ModelArtsProducer(ModelArtsEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        ModelArtsComponent component = endpoint.getComponent();
        ExecutorService workers = endpoint.workers();
        HttpTransport transport = component.clients().transport(endpoint.clientSettings(), endpoint.limits(), workers);
        pipeline = new CallPipeline(
                endpoint.strategy(),
                transport,
                new RefusalReader(InstantSource.system()),
                endpoint.totalTimeout(),
                component.timer(),
                workers);
    }

    @Override
    protected void doStop() throws Exception {
        CallPipeline opened = pipeline;
        pipeline = null;
        if (opened != null) {
            opened.close();
        }
        super.doStop();
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        CompletableFuture<Answer> call;
        try {
            ServiceRequest request = endpoint.requests().of(exchange);
            call = Objects.requireNonNull(pipeline, "the route is stopped")
                    .start(request, endpoint.getComponent().admission(endpoint.clientSettings(), request.host()));
        } catch (RuntimeException e) {
            endpoint.responses().failed(exchange, e);
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
                endpoint.responses().answered(exchange, answer);
            } else if (failure != null) {
                endpoint.responses().failed(exchange, failure);
            }
        } catch (RuntimeException e) {
            exchange.setException(e);
        }
    }
}
