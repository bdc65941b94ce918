package io.github.camelmodelarts.support;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

import io.github.camelmodelarts.api.ModelArtsResponseException;

/** Program that makes many parallel calls and prints how they ended. It runs in a separate process with a small heap. */
public final class ManyAnswersCaller {

    private ManyAnswersCaller() {}

    /** Arguments: the number of calls, and addresses of servers. Each server in turn gets that many parallel calls. */
    public static void main(String[] args) throws Exception {
        int calls = Integer.parseInt(args[0]);
        try (Routes routes = Routes.anonymous()) {
            for (int i = 1; i < args.length; i++) {
                String to = "modelarts:predict?authType=NONE&address=" + args[i];
                String from = "direct:" + i;
                routes.context().addRoutes(new RouteBuilder() {
                    @Override
                    public void configure() {
                        errorHandler(noErrorHandler());
                        from(from).to(to).process(exchange -> {
                            Object body = exchange.getMessage().getBody();
                            exchange.getMessage()
                                    .setBody(body instanceof String text ? text.length() : ((byte[]) body).length);
                        });
                    }
                });
                send(routes, from, calls);
            }
        }
    }

    private static void send(Routes routes, String from, int calls) throws Exception {
        Map<String, Integer> outcomes = new TreeMap<>();
        for (Exchange exchange : routes.startInParallel(from, calls).get(10, TimeUnit.MINUTES)) {
            outcomes.merge(outcome(exchange), 1, Integer::sum);
        }
        System.out.println(outcomes);
    }

    private static String outcome(Exchange exchange) {
        Throwable failure = exchange.getException();
        if (failure == null) {
            return exchange.getMessage().getBody(String.class);
        }
        boolean explained = failure instanceof ModelArtsResponseException
                && (failure.getMessage().contains("responseMemory")
                        || failure.getMessage().contains("maxResponseSize"));
        return explained ? failure.getClass().getSimpleName() : failure.toString();
    }
}
