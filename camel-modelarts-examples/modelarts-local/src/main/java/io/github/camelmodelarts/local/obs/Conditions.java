package io.github.camelmodelarts.local.obs;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

import org.jspecify.annotations.Nullable;

/** The conditions of a request about an object (RFC 9110, section 13). Stateless. */
final class Conditions {

    private Conditions() {}

    /**
     * Checks the conditions.
     *
     * @param prefix the prefix of the headers: empty, or {@code x-obs-copy-source-} for the source of a copy
     * @param unmodified the status if the object is not newer, or not another one: 304, or 412 for a copy
     */
    static void check(ObsCall call, String prefix, StoredObject object, int unmodified) throws ObsException {
        String match = call.header(prefix + "If-Match");
        Instant unmodifiedSince = instant(call.header(prefix + "If-Unmodified-Since"));
        Instant modified = object.modified().truncatedTo(ChronoUnit.SECONDS);
        if (match != null ? !isMatch(match, object) : unmodifiedSince != null && modified.isAfter(unmodifiedSince)) {
            throw failed(412);
        }
        String noneMatch = call.header(prefix + "If-None-Match");
        Instant modifiedSince = instant(call.header(prefix + "If-Modified-Since"));
        if (noneMatch != null
                ? isMatch(noneMatch, object)
                : modifiedSince != null && !modified.isAfter(modifiedSince)) {
            throw failed(unmodified);
        }
    }

    private static ObsException failed(int status) {
        return new ObsException(
                status,
                status == 304 ? "NotModified" : "PreconditionFailed",
                "At least one of the preconditions you specified did not hold");
    }

    private static boolean isMatch(String tags, StoredObject object) {
        for (String tag : tags.split(",", -1)) {
            String plain = tag.strip().replace("\"", "");
            if (plain.equals("*") || plain.equals(object.etag())) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Instant instant(@Nullable String date) {
        try {
            return date == null
                    ? null
                    : ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant();
        } catch (DateTimeException e) {
            return null; // "A recipient MUST ignore the header field if the value is not a valid HTTP-date"
        }
    }
}
