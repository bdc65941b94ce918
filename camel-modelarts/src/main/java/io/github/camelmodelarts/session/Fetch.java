package io.github.camelmodelarts.session;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.api.ServiceResponse;

/** A fetch in flight. Giving it up cancels its requests. Thread-safe. */
final class Fetch {

    private final CompletableFuture<Throwable> end = new CompletableFuture<>();

    /** Wraps a sender, so that its requests belong to this fetch and are cancelled with it. */
    Function<ServiceRequest, CompletableFuture<ServiceResponse>> over(
            Function<ServiceRequest, CompletableFuture<ServiceResponse>> sender) {
        return request -> {
            CompletableFuture<ServiceResponse> sent = sender.apply(request);
            onGivenUp(why -> sent.cancel(true));
            return sent;
        };
    }

    /** Registers a listener that gets the reason when the fetch is given up. If the fetch was given up before, the listener gets it at once. */
    void onGivenUp(Consumer<Throwable> told) {
        end.thenAccept(told);
    }

    /** The reason why the fetch was given up, or null if it was not. */
    @Nullable
    Throwable whyGivenUp() {
        return end.getNow(null);
    }

    void giveUp(Throwable why) {
        end.complete(why);
    }
}
