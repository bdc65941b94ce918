package io.github.camelmodelarts.auth;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.api.ServiceResponse;

/**
 * Knows how far the clock of each host differs from this machine's clock. A signature is valid for 15 minutes by the gateway's clock. If
 * this machine's clock is wrong, the gateway rejects the signature, and the rejection contains the right time. Thread-safe.
 */
public final class HostClocks {

    private static final Logger LOG = LoggerFactory.getLogger(HostClocks.class);

    /** A clock with at least this difference counts as wrong. The gateway tolerates more; a slow response can't cause so much. */
    private static final Duration WRONG = Duration.ofMinutes(4);

    private static final Duration BETWEEN_LINES = Duration.ofMinutes(1);
    /** An earlier time is not used: a server whose clock was never set sends 1970. */
    private static final Instant EARLIEST = Instant.parse("2020-01-01T00:00:00Z");

    private static final Instant LATEST = Instant.parse("2100-01-01T00:00:00Z");
    /** The gateway's time in the message of a rejection (API Gateway, "Error Codes", APIG.0303). */
    private static final Pattern SERVER_TIME = Pattern.compile("server time:\\s*(\\d{8}T\\d{6}Z)");

    private static final DateTimeFormatter COMPACT =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final InstantSource clock;
    private final RecentlyUsed<String, Duration> offsets = new RecentlyUsed<>();
    private final RecentlyUsed<String, Instant> lines = new RecentlyUsed<>();
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

    /** How far the clock of a request's host is ahead of this machine's; null if unknown. A value is not evicted while a caller holds it. */
    @Nullable
    Duration offset(ServiceRequest request) {
        return offsets.find(request.host());
    }

    /** The hosts whose clocks differ from this machine's, and by how much they are ahead. */
    public Map<String, Duration> corrections() {
        Map<String, Duration> corrections = new HashMap<>();
        offsets.forEach(corrections::put);
        return corrections;
    }

    /**
     * Reads the right time from a response that rejected a request's authentication.
     *
     * <p>The right time is compared with the date of the request, not with the clock: another call may have corrected the clock meanwhile,
     * and then this request needs a new date nevertheless.
     *
     * @param dated the date in the request
     * @return whether the date was wrong, so that the request can succeed with a new date
     */
    boolean learn(ServiceRequest sent, @Nullable String dated, ServiceResponse response, @Nullable String message) {
        Instant before = dated == null ? null : time(COMPACT, dated);
        Instant right = learning ? serverTime(response, message) : null;
        if (before == null
                || right == null
                || Duration.between(before, right).abs().compareTo(WRONG) < 0) {
            return false;
        }
        correct(sent.host(), Duration.between(clock.instant(), right));
        return true;
    }

    private void correct(String host, Duration ahead) {
        if (changes(host, ahead)) {
            LOG.info(
                    "The clock of {} differs from the clock of this machine by {} s. Requests to it are dated by its clock"
                            + " from now on: correct the clock of this machine",
                    host,
                    ahead.toSeconds());
        }
    }

    /**
     * Keeps the offset, and returns whether to log it. Calls in flight together learn the same, which is logged once. A name can lead to
     * gateways whose clocks differ: then the offset changes all the time.
     */
    private synchronized boolean changes(String host, Duration ahead) {
        Duration before = offsets.find(host);
        offsets.put(host, ahead);
        if (ahead.minus(before == null ? Duration.ZERO : before).abs().compareTo(WRONG) < 0) {
            return false;
        }
        Instant now = clock.instant();
        Instant last = lines.find(host);
        if (last != null && Duration.between(last, now).abs().compareTo(BETWEEN_LINES) < 0) {
            return false;
        }
        lines.put(host, now);
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
