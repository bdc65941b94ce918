package io.github.camelmodelarts.benchmark;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.camelmodelarts.api.Body;
import io.github.camelmodelarts.api.Headers;
import io.github.camelmodelarts.api.Reply;
import io.github.camelmodelarts.api.ResponseHead;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.api.Transport;
import io.github.camelmodelarts.http.ClientSettings;
import io.github.camelmodelarts.http.Limits;
import io.github.camelmodelarts.http.Transports;

/** A transport without a network. It returns the same response to each request, at once and on the thread of the caller. */
final class InMemory implements Transports, Transport {

    private final ResponseHead head;
    private final byte[] body;
    private final ServiceResponse response;

    /** Creates a service that returns this JSON document. */
    InMemory(int status, byte[] json) {
        this.head = new ResponseHead(status, Headers.received(List.of(Map.entry("Content-Type", "application/json"))));
        this.body = json;
        this.response = Transport.super
                .send(ServiceRequest.of("POST", Sample.ADDRESS, Body.NONE))
                .join();
    }

    @Override
    public Transport transport(ClientSettings settings, Limits limits) {
        return this;
    }

    @Override
    public CompletableFuture<ServiceResponse> send(ServiceRequest request) {
        return CompletableFuture.completedFuture(response);
    }

    @Override
    public Reply exchange(ServiceRequest request) {
        return new Reply() {
            @Override
            public CompletableFuture<ResponseHead> head() {
                return CompletableFuture.completedFuture(head);
            }

            @Override
            public Flow.Publisher<ByteBuffer> body() {
                return subscriber ->
                        subscriber.onSubscribe(new OnePiece(subscriber, ByteBuffer.wrap(body), new AtomicBoolean()));
            }

            @Override
            public void cancel() {
                // nothing is in flight
            }
        };
    }

    @Override
    public void close() {}

    /** A body that is delivered in one piece. */
    private record OnePiece(Flow.Subscriber<? super ByteBuffer> subscriber, ByteBuffer content, AtomicBoolean told)
            implements Flow.Subscription {

        @Override
        public void request(long pieces) {
            if (told.compareAndSet(false, true)) {
                subscriber.onNext(content);
                subscriber.onComplete();
            }
        }

        @Override
        public void cancel() {
            told.set(true);
        }
    }
}
