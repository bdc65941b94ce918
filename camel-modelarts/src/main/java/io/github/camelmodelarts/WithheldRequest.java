package io.github.camelmodelarts;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.Headers;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.api.Transport;

/** Stands where a call would send its request, and keeps it. For one call. */
final class WithheldRequest implements Transport {

    private static final ServiceResponse NOTHING = new ServiceResponse(204, Headers.NONE, new byte[0]);

    private final Executor workers;
    private volatile @Nullable ServiceRequest kept;

    WithheldRequest(Executor workers) {
        this.workers = workers;
    }

    @Override
    public CompletableFuture<ServiceResponse> send(ServiceRequest request) {
        kept = request;
        // as with an answer: whosever thread brought the proof, the route goes on on its own
        return CompletableFuture.supplyAsync(() -> NOTHING, workers);
    }

    /** The request as it would have gone out, proof included. */
    ServiceRequest get() {
        return Objects.requireNonNull(kept, "the call did not come to sending");
    }
}
