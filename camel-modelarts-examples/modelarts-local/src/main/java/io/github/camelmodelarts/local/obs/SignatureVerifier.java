package io.github.camelmodelarts.local.obs;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.local.signing.RawRequest;

/**
 * Verifies who sent a request: key and security token, date, signature. The order is inferred. Thread-safe.
 */
final class SignatureVerifier {

    private static final Duration TOLERANCE = Duration.ofMinutes(15);
    private static final DateTimeFormatter BASIC = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.US);

    private final AccessKeys keys;
    private final Clock clock;

    SignatureVerifier(AccessKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /** Returns normally if the proof is right. */
    void verify(RawRequest head, Target target, Query query, @Nullable Proof proof) throws ObsException {
        if (proof == null) {
            throw ObsException.accessDenied("Access Denied");
        }
        String secret = keys.secret(proof.accessKey(), proof.securityToken());
        String expires = proof.expires();
        String date = expires == null ? checkedDate(head, proof.dialect()) : checkedEnd(expires);
        StringToSign expected = StringToSign.of(head, target, query, proof.dialect(), date);
        if (!expected.isSigned(proof.signature(), secret)) {
            throw new ObsException(
                            403,
                            "SignatureDoesNotMatch",
                            "The request signature we calculated does not match the signature you provided. Check your key"
                                    + " and signing method.")
                    .with("AWSAccessKeyId", proof.accessKey())
                    .with("SignatureProvided", proof.signature())
                    .with("StringToSign", expected.shown())
                    .with("StringToSignBytes", expected.hex());
        }
    }

    /** The date to be signed: empty if it is in a header of the dialect, which is signed anyway. */
    private String checkedDate(RawRequest head, Dialect dialect) throws ObsException {
        String ofDialect = head.header(dialect.header("date"));
        String date = ofDialect == null ? head.header("Date") : ofDialect;
        Instant sent = date == null ? null : instant(date);
        if (date == null || sent == null) {
            throw ObsException.accessDenied(
                    "Authentication requires a valid Date or " + dialect.header("date") + " header");
        }
        Instant now = clock.instant();
        if (Duration.between(sent, now).abs().compareTo(TOLERANCE) > 0) {
            throw new ObsException(
                            403,
                            "RequestTimeTooSkewed",
                            "The difference between the request time and the current time is too large.")
                    .with("RequestTime", date)
                    .with("ServerTime", now.toString())
                    .with("MaxAllowedSkewMilliseconds", Long.toString(TOLERANCE.toMillis()));
        }
        return ofDialect == null ? date : "";
    }

    private String checkedEnd(String expires) throws ObsException {
        Instant end;
        try {
            end = Instant.ofEpochSecond(Long.parseLong(expires));
        } catch (NumberFormatException | DateTimeException e) {
            throw ObsException.accessDenied("Invalid date: Expires should be seconds since epoch");
        }
        Instant now = clock.instant();
        if (!now.isBefore(end)) {
            throw ObsException.accessDenied("Request has expired")
                    .with("Expires", expires)
                    .with("ServerTime", now.toString());
        }
        return expires;
    }

    private static @Nullable Instant instant(String date) {
        try {
            return date.endsWith("Z")
                    ? LocalDateTime.parse(date, BASIC).toInstant(ZoneOffset.UTC)
                    : ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }
}
