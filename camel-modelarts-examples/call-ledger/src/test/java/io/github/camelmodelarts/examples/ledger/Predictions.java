package io.github.camelmodelarts.examples.ledger;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

import io.github.camelmodelarts.ModelArtsComponent;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.api.Model;
import io.github.camelmodelarts.local.api.ModelAnswer;

/** A service that counts its calls for each input, and workers with a ledger that call it. */
final class Predictions implements AutoCloseable {

    static final Duration LEASE = Duration.ofMillis(900);

    final ModelArtsLocal server = ModelArtsLocal.start();
    final Map<String, Integer> calls = new ConcurrentHashMap<>();
    private final List<Worker> workers = new ArrayList<>();
    volatile Model model = request -> ModelAnswer.json(Map.of("label", "setosa"));

    Predictions() {
        server.addService("iris", request -> {
            String input = new String(request.body().readAllBytes(), StandardCharsets.UTF_8);
            calls.merge(input.substring(input.indexOf(':') + 2, input.length() - 2), 1, Integer::sum);
            return model.predict(request);
        });
    }

    /** A worker: a context of its own with a ledger of its own. */
    record Worker(CamelContext context, CallLedger ledger, ProducerTemplate template) implements AutoCloseable {

        Exchange predict(String id) {
            return template.send("direct:predict", exchange -> prepare(exchange, id));
        }

        CompletableFuture<Exchange> begin(String id) {
            return template.asyncSend("direct:predict", exchange -> prepare(exchange, id));
        }

        private static void prepare(Exchange exchange, String id) {
            new Input(id, sha256(id), "test of " + id).putOn(exchange);
            exchange.getMessage().setBody("{\"id\":\"" + id + "\"}");
        }

        @Override
        public void close() {
            context.stop();
            ledger.close();
        }
    }

    static void await(CountDownLatch latch) {
        try {
            if (!latch.await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the test did not go on");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static String sha256(String id) {
        return String.format("%064x", id.hashCode() & 0xFFFFFFFFL);
    }

    static LedgerSettings settings(String url, String workerId) {
        return LedgerSettings.of(url).withWorkerId(workerId).withLease(LEASE);
    }

    Worker worker(LedgerSettings settings) throws Exception {
        return worker(settings, "retryOn=SAFE&maxRetries=0&responseTimeout=5s");
    }

    Worker worker(LedgerSettings settings, String options) throws Exception {
        CallLedger ledger = CallLedger.open(settings);
        CamelContext context = new DefaultCamelContext();
        ModelArtsComponent component = context.getComponent("modelarts", ModelArtsComponent.class);
        component.getConfiguration().setAppKey(server.credentials().appKey());
        component.getConfiguration().setAppSecret(server.credentials().appSecret());
        context.getShutdownStrategy().setTimeout(1);
        Worker worker = new Worker(context, ledger, context.createProducerTemplate());
        workers.add(worker);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:predict")
                        .errorHandler(noErrorHandler())
                        .policy(ledger.once("iris"))
                        .to("modelarts:predict?address=" + server.address("iris") + "&authType=APP_SIGNATURE&"
                                + options)
                        .end();
            }
        });
        context.start();
        worker.template.start();
        return worker;
    }

    @Override
    public void close() {
        workers.forEach(Worker::close);
        server.close();
    }
}
