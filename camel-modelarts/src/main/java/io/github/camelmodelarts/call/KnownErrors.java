package io.github.camelmodelarts.call;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.type.TypeReference;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ErrorCategory;
import io.github.camelmodelarts.text.PlainJson;

/**
 * What the codes of the gateway, of ModelArts and of MaaS mean: {@code known-errors.json}, read once. A code alone is ambiguous, so
 * an entry may ask for a status and for words in the message; the first that fits counts.
 */
final class KnownErrors {

    private static final List<Entry> ENTRIES = read();
    /** How codes begin that the gateway before the cloud's own APIs gives; the rest is the same. */
    private static final String CLOUD_GATEWAY = "APIGW.";
    /** A code of MaaS that came as a number. */
    private static final Pattern BARE = Pattern.compile("81\\d{3}");

    private KnownErrors() {}

    /** Never null: a code that nobody knows is classified by its status. */
    static Entry find(Api api, int status, @Nullable String code, @Nullable String message) {
        String known = code == null ? null : spelled(code);
        for (Entry entry : ENTRIES) {
            if (entry.isOf(api) && entry.fits(status, known, message == null ? "" : message)) {
                return entry;
            }
        }
        throw new IllegalStateException("known-errors.json ends without an entry for every status");
    }

    private static String spelled(String code) {
        if (code.startsWith(CLOUD_GATEWAY)) {
            return "APIG." + code.substring(CLOUD_GATEWAY.length());
        }
        return BARE.matcher(code).matches() ? "ModelArts." + code : code;
    }

    private static List<Entry> read() {
        try (InputStream json = KnownErrors.class.getResourceAsStream("known-errors.json")) {
            return List.copyOf(PlainJson.MAPPER.readValue(
                    Objects.requireNonNull(json, "known-errors.json"), new TypeReference<List<Entry>>() {}));
        } catch (IOException e) {
            throw new UncheckedIOException("known-errors.json in the component's own jar can't be read", e);
        }
    }

    /** Whether the same request may succeed later. */
    enum Retry {
        /** No. */
        NO,
        /** Yes, after a pause: the model did not work on it. */
        YES,
        /** Yes, if the model may work on it twice. */
        IDEMPOTENT,
        /** Yes, with a new token. */
        RENEW
    }

    /**
     * One line of the data.
     *
     * @param of whose answers it is for, or null for all
     * @param code the code, the beginning of several before an asterisk, or null for any
     * @param from the lowest status it goes with
     * @param to the highest
     * @param words what the message holds, or null for any
     * @param hint what to do, or null
     */
    record Entry(
            @Nullable Api of,
            @Nullable String code,
            int from,
            int to,
            @Nullable String words,
            ErrorCategory category,
            Retry retry,
            @Nullable String hint) {

        boolean isOf(Api api) {
            return of == null || of == api;
        }

        boolean fits(int status, @Nullable String otherCode, String message) {
            return from <= status && status <= to && isCode(otherCode) && (words == null || message.contains(words));
        }

        private boolean isCode(@Nullable String other) {
            if (code == null || other == null) {
                return code == null;
            }
            return code.endsWith("*") ? other.startsWith(code.substring(0, code.length() - 1)) : code.equals(other);
        }

        boolean retryable() {
            return retry == Retry.YES || retry == Retry.IDEMPOTENT;
        }

        /** Whatever nobody knows may have come from the model, or after it. */
        boolean mayHaveExecuted() {
            return retry == Retry.IDEMPOTENT;
        }
    }
}
