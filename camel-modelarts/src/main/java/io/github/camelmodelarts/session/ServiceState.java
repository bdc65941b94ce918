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
 * What the management API says about a service's state (ModelArts API reference, "Querying the Details About a Service"; SDK for Java v3,
 * ModelArtsMeta). A state that nobody knows yet counts as one that changes.
 *
 * @param status as the API calls it
 * @param reason why it is so, or null
 * @param progress how far a change is, in percent, or null
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

    /** To be used in a stage: fails it with a {@link ModelArtsResponseException} if that is not said at all. */
    static ServiceState of(JsonNode detail, Generation generation) {
        for (String field : new String[] {generation.id(), "status"}) {
            if (detail.path(field).asText("").isEmpty()) {
                throw new CompletionException(new ModelArtsResponseException(
                        "What the management API says of the service lacks the field " + field
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

    private String state() {
        return status.toLowerCase(Locale.ROOT);
    }

    /** Predictions are answered; by some instances at least. */
    boolean isServing() {
        return SERVING.contains(state());
    }

    /** It stays as it is until somebody starts it. */
    boolean isAtRest() {
        return AT_REST.contains(state());
    }

    private boolean isStopping() {
        return STOPPING.contains(state());
    }

    /** It will not run without a change. */
    boolean isOver() {
        return OVER.contains(state());
    }

    /** That it can't be called, and what to do. */
    ModelArtsServiceStateException notServing() {
        String what = "The service " + name + " (" + id + ") " + (state().equals("failed") ? "has " : "is ") + status
                + (reason == null ? "" : ": " + reason);
        if (isStopping()) {
            return failure(
                    what, "Wait until it has stopped, then start it, with modelarts:startService for example", true);
        } else if (isAtRest()) {
            return failure(what, "Start it, with modelarts:startService and modelarts:awaitService for example", false);
        } else if (isOver()) {
            return failure(
                    what, "Look at modelarts:serviceEvents, correct what is wrong and deploy or start it anew", false);
        }
        return failure(what, "Wait until it runs, with modelarts:awaitService for example", true);
    }

    private ModelArtsServiceStateException failure(String what, String hint, boolean retryable) {
        return new ModelArtsServiceStateException(id, status, what, hint, retryable);
    }
}
