package io.github.camelmodelarts.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import io.github.camelmodelarts.api.ApiVersion;
import io.github.camelmodelarts.api.ModelArtsConnectionException;
import io.github.camelmodelarts.api.Responses;
import io.github.camelmodelarts.api.ServiceAddress;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.api.Transport;

/** Returns responses from memory, one after the other, and fails with a connection error after the last. */
final class Answering implements Function<ServiceRequest, CompletableFuture<ServiceResponse>> {

    private final List<ServiceResponse> answers;
    private final List<ServiceRequest> requests = new ArrayList<>();

    Answering(List<ServiceResponse> answers) {
        this.answers = answers;
    }

    @Override
    public CompletableFuture<ServiceResponse> apply(ServiceRequest request) {
        requests.add(request);
        return requests.size() > answers.size()
                ? CompletableFuture.failedFuture(
                        new ModelArtsConnectionException("no more responses", null, true, true, 1, null))
                : CompletableFuture.completedFuture(answers.get(requests.size() - 1));
    }

    /** A transport that returns these responses. */
    Transport transport() {
        return Responses.by(this);
    }

    List<ServiceRequest> requests() {
        return requests;
    }

    /** A management API that returns these responses. */
    ManagementApi managementApi(ApiVersion version) {
        return new ManagementApi(
                this,
                ServiceAddress.parse("https://modelarts.example"),
                version,
                () -> CompletableFuture.completedFuture("test-project"),
                Duration.ofMinutes(1));
    }

    /** The value of a completed stage, or its failure. */
    static Object outcome(CompletionStage<?> stage) {
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException e) {
            Throwable failure = e;
            while (failure instanceof CompletionException && failure.getCause() != null) {
                failure = failure.getCause();
            }
            return failure;
        }
    }
}
