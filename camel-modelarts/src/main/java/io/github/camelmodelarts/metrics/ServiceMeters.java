package io.github.camelmodelarts.metrics;

import java.time.Duration;

import io.micrometer.core.instrument.Counter;

import io.github.camelmodelarts.api.ResponseStream;

/** The meters of a service that have no other tag. */
final class ServiceMeters {

    private static final String SERVICE = "service";

    private final Meters meters;
    private final String service;
    private final Counter sent;
    private final Counter received;

    ServiceMeters(Meters meters, String service) {
        this.meters = meters;
        this.service = service;
        this.sent = meters.bytes(
                "modelarts.client.sent", "The lengths of the bodies of requests, of each attempt", SERVICE, service);
        this.received =
                meters.bytes("modelarts.client.received", "The lengths of the bodies of responses", SERVICE, service);
    }

    /** The value of the tag. */
    String service() {
        return service;
    }

    void sent(long bytes) {
        sent.increment((double) bytes);
    }

    void received(long bytes) {
        received.increment((double) bytes);
    }

    void firstByte(ResponseStream stream) {
        meters.timer(
                        "modelarts.client.first.byte",
                        "From the sending of a request to the head of its streamed response",
                        SERVICE,
                        service)
                .record(Duration.ofMillis(stream.timeToFirstByte()));
    }

    void retried() {
        meters.counter("modelarts.client.retries", "Attempts that were retries", SERVICE, service)
                .increment();
    }
}
