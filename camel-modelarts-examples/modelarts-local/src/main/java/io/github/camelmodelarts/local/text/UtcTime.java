package io.github.camelmodelarts.local.text;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Times in the format of IAM and the metadata service. */
public final class UtcTime {

    private static final DateTimeFormatter MICROSECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private UtcTime() {}

    /** The time in UTC, with microseconds. */
    public static String text(Instant time) {
        return MICROSECONDS.format(time);
    }
}
