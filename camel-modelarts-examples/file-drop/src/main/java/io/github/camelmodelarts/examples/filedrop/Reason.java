package io.github.camelmodelarts.examples.filedrop;

import java.util.LinkedHashMap;
import java.util.Map;

import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.ModelArtsFailure;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.examples.ledger.InputRejectedException;
import io.github.camelmodelarts.examples.ledger.UncertainCallException;

/** The reason why a file failed: a short text for the console, and the content of FILE.reason.txt. */
record Reason(String brief, String text) {

    static Reason of(Job job, Exchange exchange, Throwable cause) {
        String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("Step", job.step());
        facts.put("Reason", message);
        String brief = message;
        if (cause instanceof ModelArtsOperationFailedException refused) {
            brief = refused.getErrorMessage() == null
                    ? "HTTP status " + refused.getStatusCode()
                    : refused.getErrorMessage();
            facts.put("Reason", brief);
            put(facts, "HTTP status", refused.getStatusCode());
            put(facts, "Error code", refused.getErrorCode());
            put(facts, "Request id", refused.getRequestId());
            put(facts, "Service", refused.getUri());
        }
        if (cause instanceof RejectedFileException rejected) {
            put(facts, "Error code", rejected.code());
        }
        if (cause instanceof UncertainCallException || cause instanceof InputRejectedException) {
            facts.put(
                    "What to do",
                    String.format(
                            "If it may be called again, stop the program and use the command: ledger release %s %s%s",
                            job.input(),
                            job.step(),
                            cause instanceof UncertainCallException
                                    ? ". Or start the program with --on-uncertain=repeat"
                                    : ""));
        }
        if (cause instanceof ModelArtsFailure failure) {
            brief = without(failure.getHint(), brief);
            facts.put("Reason", brief);
            put(facts, "What to do", failure.getHint());
            put(facts, "Kind", exchange.getProperty(ModelArtsConstants.ERROR_CATEGORY_PROPERTY));
            facts.put("Requests sent", failure.getAttempts());
            facts.put("May succeed later", failure.isRetryable() ? "yes" : "no");
        }
        put(facts, "Input in ledger", job.input().isEmpty() ? null : job.input());
        return new Reason(brief, text(job, facts));
    }

    /** Removes the hint from the end of an exception's message, because the hint gets its own line. */
    private static String without(@Nullable String hint, String message) {
        String end = ". " + hint;
        return hint != null && message.endsWith(end) ? message.substring(0, message.length() - end.length()) : message;
    }

    private static String text(Job job, Map<String, Object> facts) {
        StringBuilder text = new StringBuilder(job.name()).append(" was moved to the failed folder.\n\n");
        facts.forEach((name, value) -> text.append(String.format("%-18s %s%n", name + ":", value)));
        return text.append("\nTo try it again, move the file back into the inbox.\n")
                .toString();
    }

    private static void put(Map<String, Object> facts, String name, @Nullable Object value) {
        if (value != null) {
            facts.put(name, value);
        }
    }
}
