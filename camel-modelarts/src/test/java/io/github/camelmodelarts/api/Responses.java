package io.github.camelmodelarts.api;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Creates responses without a service. */
public final class Responses {

    private Responses() {}

    public static ServiceResponse of(int status, Headers headers, byte[] body) {
        return new ServiceResponse(new ResponseHead(status, headers), body);
    }

    /** Returns a transport that gets its responses from a function. */
    public static Transport by(Function<ServiceRequest, CompletableFuture<ServiceResponse>> sender) {
        return new Transport() {
            @Override
            public Reply exchange(ServiceRequest request) {
                throw new UnsupportedOperationException("responses come as a whole here");
            }

            @Override
            public CompletableFuture<ServiceResponse> send(ServiceRequest request) {
                return sender.apply(request);
            }
        };
    }
}
