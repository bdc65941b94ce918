package io.github.camelmodelarts.support;

import java.util.List;

import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/** Fails an exchange whose route continues on a wrong thread: one that serves connections, continues calls or reads bodies. */
final class RouteThreads implements InterceptStrategy {

    private static final List<String> NOT_FOR_ROUTES =
            List.of("ModelArtsReactor", "ModelArtsProgress", "ModelArtsReaders");

    static void watch(CamelContext context) {
        context.getCamelContextExtension().addInterceptStrategy(new RouteThreads());
    }

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode step, Processor target, Processor nextTarget) {
        return new DelegateAsyncProcessor(target) {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                String thread = Thread.currentThread().getName();
                if (NOT_FOR_ROUTES.stream().anyMatch(thread::contains)) {
                    exchange.setException(new AssertionError("The route goes on on " + thread));
                    callback.done(true);
                    return true;
                }
                return super.process(exchange, callback);
            }
        };
    }
}
