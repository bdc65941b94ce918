package io.github.camelmodelarts.exchange;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * An operation on OBS for an exchange, in progress.
 *
 * @param result completing it from outside stops the operation
 * @param done maps the result to the message of the exchange
 * @param failed is told the failure, before it is mapped to the exchange
 */
public record ObsWork<T>(CompletableFuture<T> result, Consumer<T> done, Consumer<Throwable> failed) {

    ObsWork(CompletableFuture<T> result, Consumer<T> done) {
        this(result, done, failure -> {});
    }
}
