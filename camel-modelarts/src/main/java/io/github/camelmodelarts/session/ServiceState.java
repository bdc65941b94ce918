package io.github.camelmodelarts.session;

import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletionException;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsResponseException;
import io.github.camelmodelarts.api.ModelArtsServiceStateException;
import io.github.camelmodelarts.text.Printable;

/**
 * The state of a service as the management API returns it (ModelArts API reference, "Querying the Details About a Service"; SDK for
 * Java v3, ModelArtsMeta). An unknown state counts as one that changes by itself.
 *
 * @param status the state as the API names it
 * @param reason the reason for the state, or null
 * @param progress the progress of a change in percent, or null
 */
record ServiceState(
        String id,
        String name,
        String status,
        @Nullable String reason,
        @Nullable String progress) {

    private static final Set<String> SERVING = Set.of("running", "concerning", "upgrading");
    private static final Set<String> AT_REST = Set.of("stopped", "stopping", "interrupting");
    private static final Set<String> STOPPING = Set.of("stopping", "interrupting");
    private static final Set<String> OVER = Set.of("failed", "error", "finished", "deleting");
    private static final int LONGEST_REASON = 300;

    /** For use in a stage: fails it with a {@link ModelArtsResponseException} if the response has no id or state. */
    static ServiceState of(JsonNode detail, Generation generation) {
        for (String field : new String[] {generation.id(), "status"}) {
            if (detail.path(field).asText("").isEmpty()) {
                throw new CompletionException(new ModelArtsResponseException(
                        "The management API returned a service without the field " + field
                                + ": check modelArtsEndpoint and apiVersion",
                        null));
            }
        }
        String reason = detail.path(generation.reason()).asText("");
        String progress = detail.path("progress").asText("");
        return new ServiceState(
                Printable.of(detail.path(generation.id()).asText(""), 128),
                Printable.of(detail.path(generation.name()).asText(""), 80),
                Printable.of(detail.path("status").asText(""), 40),
                reason.isBlank() ? null : Printable.of(reason.replaceFirst("[.\\s]+$", ""), LONGEST_REASON),
                progress.isBlank() ? null : Printable.of(progress, 10));
    }

    /** The state in short. */
    ServiceStatus summary() {
        return new ServiceStatus(status, isServing());
    }

    private String state() {
        return status.toLowerCase(Locale.ROOT);
    }

    /** Whether the service, or at least a part of its instances, responds to predictions. */
    boolean isServing() {
        return SERVING.contains(state());
    }

    /** Whether the service is a batch service that has processed its inputs. */
    boolean isFinished() {
        return state().equals("finished");
    }

    /** Whether the service does not run until someone starts it. */
    boolean isAtRest() {
        return AT_REST.contains(state());
    }

    private boolean isStopping() {
        return STOPPING.contains(state());
    }

    /** Whether the service can only run after it is changed or deployed again. */
    boolean isOver() {
        return OVER.contains(state());
    }

    /** The failure of a call to a service that does not run; its message says what to do. */
    ModelArtsServiceStateException notServing() {
        String what = "The service " + name + " (" + id + ") " + (state().equals("failed") ? "has " : "is ") + status
                + (reason == null ? "" : ": " + reason);
        if (isStopping()) {
            return failure(
                    what, "Wait until it has stopped, then start it, for example with modelarts:startService", true);
        } else if (isAtRest()) {
            return failure(what, "Start it, for example with modelarts:startService and modelarts:awaitService", false);
        } else if (isOver()) {
            return failure(
                    what,
                    "Find the cause with modelarts:serviceEvents, correct it, and deploy or start the service again",
                    false);
        }
        return failure(what, "Wait until it runs, for example with modelarts:awaitService", true);
    }

    private ModelArtsServiceStateException failure(String what, String hint, boolean retryable) {
        return new ModelArtsServiceStateException(id, status, what, hint, retryable);
    }
}
