package io.github.camelmodelarts.examples.filedrop;

import java.io.PrintStream;
import java.util.List;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.result.BatchPrediction;

/** The routes of {@code --batch}: one for each model. */
final class BatchRoutes extends RouteBuilder {

    private final Batches batches;
    private final PrintStream console;

    BatchRoutes(Batches batches, PrintStream console) {
        this.batches = batches;
        this.console = console;
    }

    /** Returns the endpoint where a file waits until the batch service has predicted it. */
    static String waiting(String service) {
        return "direct:waiting-for-" + service;
    }

    @Override
    public void configure() {
        // a failure ends the wait of the files, and their own routes handle it
        errorHandler(noErrorHandler());
        from(waiting("orientation")).process(batches.waitingFor("orientation", FileDropRoutes.PAGES));
        from(waiting("ocr")).process(batches.waitingFor("ocr", FileDropRoutes.PAGES));
        from(waiting("iris")).process(batches.waitingFor("iris", FileDropRoutes.FLOWERS));
        for (String service : FileDropRoutes.SERVICES) {
            batch(service);
        }
    }

    /** Uploads a list of files to OBS, predicts them with a batch service, and deletes service and files. */
    private void batch(String service) {
        from(Batches.route(service))
                .routeId(service + "-batch")
                .to("modelarts:runBatch?modelId={{" + service + ".model}}&obsPath={{batch.folder}}&authType=AK_SK"
                        + "&deleteAfter=true&pollInterval={{batch.pollInterval}}")
                .process(exchange -> report(service, exchange))
                .split(body())
                .parallelProcessing()
                .process(batches::predicted);
    }

    private void report(String service, Exchange exchange) {
        List<?> predictions = exchange.getMessage().getBody(List.class);
        BatchPrediction first = (BatchPrediction) predictions.get(0);
        int failed = exchange.getMessage().getHeader(ModelArtsConstants.FAILED_FILES, 0, Integer.class);
        console.printf(
                "%s: batch service %s predicted %d of %d files.%n    Deleted: the service, %s and its output%n",
                service,
                exchange.getMessage().getHeader(ModelArtsConstants.BATCH_SERVICE_ID),
                predictions.size() - failed,
                predictions.size(),
                first.source()
                        .substring(0, first.source().length() - first.name().length()));
    }
}
