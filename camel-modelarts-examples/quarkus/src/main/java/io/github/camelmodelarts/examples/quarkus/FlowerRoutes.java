package io.github.camelmodelarts.examples.quarkus;

import org.apache.camel.builder.RouteBuilder;

import io.github.camelmodelarts.api.ModelArtsFailure;

/** The route: it predicts each file of a folder. Quarkus finds this class because it is a RouteBuilder. */
public final class FlowerRoutes extends RouteBuilder {

    @Override
    public void configure() {
        onException(Exception.class)
                .onWhen(exchange -> exchange.getException() instanceof ModelArtsFailure)
                .handled(true)
                .log("${file:name} failed: ${exception.message}")
                .setBody(simple("${exception.message}"))
                .to("file:{{folder.failed}}?fileName=${file:name}.reason.txt");

        // noop leaves the files in the folder. For a folder that others drop files into, use readLock=changed,
        // readLockMinLength=0, move and moveFailed
        from("file:{{folder.inbox}}?include=.*[.]json&sortBy=file:name&initialDelay=0&noop=true")
                .routeId("flowers")
                .to("modelarts:predict?address={{service.address}}")
                .log("${file:name} is predicted, see {{folder.outbox}}")
                .to("file:{{folder.outbox}}?fileName=${file:name}");
    }
}
