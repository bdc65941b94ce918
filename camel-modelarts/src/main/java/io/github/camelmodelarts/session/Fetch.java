package io.github.camelmodelarts.session;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.api.ServiceResponse;

/** A fetch under way, which can be given up: then its requests are cancelled. Thread-safe. */
final class Fetch {

    private final CompletableFuture<Throwable> end = new CompletableFuture<>();

    /** Sends requests that belong to this fetch. */
    Function<ServiceRequest, CompletableFuture<ServiceResponse>> over(
            Function<ServiceRequest, CompletableFuture<ServiceResponse>> sender) {
        return request -> {
            CompletableFuture<ServiceResponse> sent = sender.apply(request);
            onGivenUp(why -> sent.cancel(true));
            return sent;
        };
    }

    /** Tells why the fetch is given up, if it is; at once if it was already. */
    void onGivenUp(Consumer<Throwable> told) {
        end.thenAccept(told);
    }

    /** Null if it is not given up. */
    @Nullable
    Throwable whyGivenUp() {
        return end.getNow(null);
    }

    void giveUp(Throwable why) {
        end.complete(why);
    }
}
