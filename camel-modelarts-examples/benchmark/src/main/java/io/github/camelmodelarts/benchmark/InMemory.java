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

/** Answers each request at once, on the thread that sends it: with the same response, which was collected once, or with a reply. */
final class InMemory implements Transports, Transport {

    private static final ResponseHead HEAD =
            new ResponseHead(200, Headers.received(List.of(Map.entry("Content-Type", "application/json"))));

    private final ServiceResponse response = Transport.super
            .send(ServiceRequest.of("POST", Sample.ADDRESS, Body.NONE))
            .join();

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
                return CompletableFuture.completedFuture(HEAD);
            }

            @Override
            public Flow.Publisher<ByteBuffer> body() {
                return OnePiece::tell;
            }

            @Override
            public void cancel() {
                // nothing is under way
            }
        };
    }

    @Override
    public void close() {}

    /** A body that is there as a whole. */
    private record OnePiece(Flow.Subscriber<? super ByteBuffer> subscriber, AtomicBoolean told)
            implements Flow.Subscription {

        static void tell(Flow.Subscriber<? super ByteBuffer> subscriber) {
            subscriber.onSubscribe(new OnePiece(subscriber, new AtomicBoolean()));
        }

        @Override
        public void request(long pieces) {
            if (told.compareAndSet(false, true)) {
                subscriber.onNext(ByteBuffer.wrap(Sample.json()));
                subscriber.onComplete();
            }
        }

        @Override
        public void cancel() {
            told.set(true);
        }
    }
}
