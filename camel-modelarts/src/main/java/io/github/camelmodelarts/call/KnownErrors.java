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
 * The table of error codes of the gateway, of ModelArts and of MaaS: {@code known-errors.json}, read once. A code alone is ambiguous, so
 * an entry can require a status and words in the message. The first entry that fits counts.
 */
public final class KnownErrors {

    private static final List<Entry> ENTRIES = read();
    /** The prefix of codes from the gateway of the cloud's own APIs; the rest of the code is the same as after {@code APIG.}. */
    private static final String CLOUD_GATEWAY = "APIGW.";
    /** A MaaS code that was sent as a number. */
    private static final Pattern BARE = Pattern.compile("81\\d{3}");

    private KnownErrors() {}

    /** The entry for a failure, never null: an unknown code is classified by its status. */
    static Entry find(Api api, int status, @Nullable String code, @Nullable String message) {
        String known = code == null ? null : spelled(code);
        for (Entry entry : ENTRIES) {
            if (entry.isOf(api) && entry.fits(status, known, message == null ? "" : message)) {
                return entry;
            }
        }
        throw new IllegalStateException("The last entry of known-errors.json does not fit every status");
    }

    /**
     * Returns the code of the table for a code of a service: the code itself, or the common beginning with an asterisk. A service can
     * send any text as a code; the table is finite.
     *
     * @return null if the table does not have the code
     */
    public static @Nullable String listed(String code) {
        String known = spelled(code);
        for (Entry entry : ENTRIES) {
            if (entry.code != null && entry.isCode(known)) {
                return entry.code;
            }
        }
        return null;
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
            throw new UncheckedIOException("known-errors.json in the component's jar can't be read", e);
        }
    }

    /** Whether the same request may succeed later. */
    enum Retry {
        /** No. */
        NO,
        /** Yes, after a pause: the model did not process it. */
        YES,
        /** Yes, if the model is allowed to process it twice. */
        IDEMPOTENT,
        /** Yes, with a new token. */
        RENEW
    }

    /**
     * One entry of the table.
     *
     * @param of the API whose responses it is for, or null for all
     * @param code the code, the common beginning of several codes with an asterisk, or null for any
     * @param from the lowest status
     * @param to the highest status
     * @param words text that the message contains, or null for any
     * @param hint the hint for the user, or null
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

        /** Whether the model may have processed the request: an unknown error can come from the model. */
        boolean mayHaveExecuted() {
            return retry == Retry.IDEMPOTENT;
        }
    }
}
