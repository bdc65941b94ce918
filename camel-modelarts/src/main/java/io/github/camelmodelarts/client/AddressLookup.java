package io.github.camelmodelarts.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

import io.github.camelmodelarts.api.Failures;
import io.github.camelmodelarts.api.ModelArtsIoException;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.ModelArtsTimeoutException;
import io.github.camelmodelarts.api.ServiceAddress;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.call.Deadline;
import io.github.camelmodelarts.session.ServiceDirectory;
import io.github.camelmodelarts.session.ServiceReference;

/** Looks up the address of a service for one call, within the time of the call. */
final class AddressLookup {

    private final RequestDraft draft;
    private final ServiceReference service;
    private final Duration totalTimeout;
    private final ServiceDirectory directory;
    private final Deadline deadline;
    private final long begin = System.nanoTime();

    AddressLookup(RequestDraft draft, Duration totalTimeout, ServiceDirectory directory, Deadline deadline) {
        if (draft.target().service() == null) {
            throw new IllegalArgumentException("the target has an address: nothing to look up");
        }
        this.draft = draft;
        this.service = draft.target().service();
        this.totalTimeout = totalTimeout;
        this.directory = directory;
        this.deadline = deadline;
    }

    RequestDraft draft() {
        return draft;
    }

    /** Looks up the address of the service. A failure says that the look-up failed, not the call of the service. */
    CompletableFuture<ServiceAddress> find() {
        return inTime(directory.address(service)).handle((found, failure) -> {
            if (failure != null) {
                throw new CompletionException(unreached(Failures.unwrapped(failure)));
            }
            return found;
        });
    }

    /** Looks up the address again, after the service did not respond at an address. */
    CompletableFuture<ServiceAddress> findAgain(ServiceAddress gone) {
        return inTime(directory.gone(service, gone));
    }

    /** @throws io.github.camelmodelarts.api.ModelArtsRequestException if the exchange's path can't be appended to the address */
    ServiceRequest request(ServiceAddress found) {
        return draft.to(Target.below(found, draft.target().path()));
    }

    /** Limits the wait of this call only: other calls that share the look-up possibly have more time. */
    private CompletableFuture<ServiceAddress> inTime(CompletionStage<ServiceAddress> lookup) {
        return deadline.in(timeLeft(), lookup, this::late);
    }

    private ModelArtsIoException late() {
        return new ModelArtsTimeoutException("No response within totalTimeout=" + totalTimeout, false, 0, null)
                .hinting("Check IAM and the management API, or raise totalTimeout");
    }

    private Throwable unreached(Throwable failure) {
        if (failure instanceof ModelArtsIoException io) {
            return io.beforeCall("The address of the service with " + service + " could not be looked up");
        }
        return failure instanceof ModelArtsOperationFailedException refused
                ? refused.after(
                        0,
                        "Therefore the address of the service with " + service + " could not be looked up. "
                                + (refused.getHint() == null ? "" : refused.getHint()))
                : failure;
    }

    Duration timeLeft() {
        Duration left = totalTimeout.minusNanos(System.nanoTime() - begin);
        return left.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ZERO : left;
    }
}
