package io.github.camelmodelarts.auth;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.api.ServiceResponse;

/**
 * Keeps the time of each host. A signature is valid for 15 minutes by the gateway's clock. If this machine's clock is wrong, a
 * rejection contains the right time. Thread-safe.
 */
public final class HostClocks {

    /** The difference from which a clock counts as wrong: below what the gateway tolerates, and above what a slow response can explain. */
    private static final Duration WRONG = Duration.ofMinutes(4);
    /** Servers whose clock was never set send 1970. */
    private static final Instant EARLIEST = Instant.parse("2020-01-01T00:00:00Z");

    private static final Instant LATEST = Instant.parse("2100-01-01T00:00:00Z");
    /** API Gateway, "Error Codes", APIG.0303. */
    private static final Pattern SERVER_TIME = Pattern.compile("server time:\\s*(\\d{8}T\\d{6}Z)");

    private static final DateTimeFormatter COMPACT =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final InstantSource clock;
    private final RecentlyUsed<String, Duration> offsets = new RecentlyUsed<>();
    private final boolean learning;

    private HostClocks(InstantSource clock, boolean learning) {
        this.clock = clock;
        this.learning = learning;
    }

    /**
     * Clocks that are corrected by the times that hosts send.
     *
     * @param clock this machine's clock
     */
    public static HostClocks corrected(InstantSource clock) {
        return new HostClocks(clock, true);
    }

    /** This machine's clock for all hosts, without correction. */
    public static HostClocks of(InstantSource clock) {
        return new HostClocks(clock, false);
    }

    /** The time for the date of a request. */
    Instant now(ServiceRequest request) {
        Duration offset = offset(request);
        return offset == null ? clock.instant() : clock.instant().plus(offset);
    }

    /** How far a request's host is ahead of this machine; null if unknown. It is not evicted while a caller holds it. */
    @Nullable
    Duration offset(ServiceRequest request) {
        return offsets.find(request.host());
    }

    /**
     * Reads the right time from a response that rejected a request's authentication.
     *
     * <p>It is compared with the date of that request: another call may have corrected the clock meanwhile, and this request needs a
     * new date nevertheless.
     *
     * @param dated the date in the request
     * @return whether a request with a new date has a better chance
     */
    boolean learn(ServiceRequest sent, @Nullable String dated, ServiceResponse response, @Nullable String message) {
        Instant before = dated == null ? null : time(COMPACT, dated);
        Instant right = learning ? serverTime(response, message) : null;
        if (before == null
                || right == null
                || Duration.between(before, right).abs().compareTo(WRONG) < 0) {
            return false;
        }
        offsets.put(sent.host(), Duration.between(clock.instant(), right));
        return true;
    }

    private static @Nullable Instant serverTime(ServiceResponse response, @Nullable String message) {
        Matcher quoted = SERVER_TIME.matcher(message == null ? "" : message);
        Instant said = quoted.find() ? time(COMPACT, quoted.group(1)) : null;
        String date = response.headers().get("Date");
        if (said == null && date != null) {
            said = time(DateTimeFormatter.RFC_1123_DATE_TIME, date.strip());
        }
        return said == null || said.isBefore(EARLIEST) || said.isAfter(LATEST) ? null : said;
    }

    private static @Nullable Instant time(DateTimeFormatter format, String text) {
        try {
            return Instant.from(format.parse(text));
        } catch (DateTimeException e) {
            return null;
        }
    }
}
