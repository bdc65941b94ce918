package io.github.camelmodelarts.local.api;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * The responses with which the cloud's API gateway rejects requests. Statuses, codes and texts: Huawei Cloud API
 * Gateway, "Error Codes", and its FAQ. Where Huawei published only a part of a text, the text is that part. They can
 * also be used as planned failures of a service.
 */
public final class Refusals {

    private static final String APP = "Incorrect app authentication information";
    private static final String IAM = "Incorrect IAM authentication information: ";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private Refusals() {}

    /** 401 APIG.0303: the AppKey does not exist. */
    public static Failure unknownAppKey(String appKey) {
        return app("app not found, appkey " + appKey);
    }

    /** 401 APIG.0303: the signature of an app is wrong. */
    public static Failure badAppSignature(String canonicalRequest) {
        return app("verify signature fail, canonicalRequest:" + onOneLine(canonicalRequest));
    }

    /** 401 APIG.0303: the signature's time is more than 15 minutes away from the gateway's time. */
    public static Failure appSignatureExpired(Instant signed, Instant now) {
        return app("signature expired, signature time:" + TIME.format(signed) + ",server time:" + TIME.format(now));
    }

    /** 401 APIG.0303: the header {@code Authorization} has no key. */
    public static Failure noAccess() {
        return app("Access or Credential is empty in Authorization");
    }

    /** 401 APIG.0303 with any text after the beginning that Huawei published. */
    public static Failure app(String detail) {
        return Failure.error(401, "APIG.0303", APP + ": " + detail);
    }

    /** 401 APIG.0303: AppCode or AppKey is missing or wrong. */
    public static Failure badAppCode() {
        return Failure.error(401, "APIG.0303", APP);
    }

    /** 401 APIG.0301: the access key does not exist. */
    public static Failure unknownAccessKey(String accessKey) {
        return iam("Get secretKey failed,ak:" + accessKey + ",err:ak not exist");
    }

    /** 401 APIG.0301: the signature of an access key is wrong. */
    public static Failure badAccessKeySignature(String canonicalRequest) {
        return iam("verify aksk signature fail,canonicalRequest:" + onOneLine(canonicalRequest));
    }

    /** 401 APIG.0301: the signature's time is more than 15 minutes away from the gateway's time. */
    public static Failure accessKeySignatureExpired() {
        return iam("calc ak sk signature fail:signature expired");
    }

    /** 401 APIG.0301: the key is locked after too many bad signatures in a row. */
    public static Failure accessKeyLocked() {
        return iam("AK access failed to reach the limit,forbidden");
    }

    /** 401 APIG.0301: the token is invalid. */
    public static Failure badToken() {
        return iam("decrypt token fail");
    }

    /** 401 APIG.0301 with any text after the beginning that Huawei published. */
    public static Failure iam(String detail) {
        return Failure.error(401, "APIG.0301", IAM + detail);
    }

    /** 401 APIG.0307: the token has expired. */
    public static Failure tokenExpired() {
        return Failure.error(401, "APIG.0307", "The token must be updated");
    }

    /**
     * 401 ModelArts.0212: the token is for a whole account, but services require one for a project. The text is
     * inferred.
     */
    public static Failure tokenWithoutProject() {
        return Failure.error(401, "ModelArts.0212", "The token has no project");
    }

    /** 401 APIG.0301: the temporary access key has expired. It is inferred that the gateway sends this text. */
    public static Failure temporaryKeyExpired() {
        return iam("token expires");
    }

    /** 401 APIG.0305: other credentials, such as an API key, are wrong. */
    public static Failure badApiKey() {
        return Failure.error(401, "APIG.0305", "Incorrect authentication information");
    }

    /** 403 APIG.0304: the app exists but is not authorised for this service. */
    public static Failure appNotAuthorized() {
        return Failure.error(403, "APIG.0304", "The app is not authorized to access the API");
    }

    /** 404 APIG.0101: there is no service at this path, or not in this stage. */
    public static Failure noSuchApi() {
        return Failure.error(404, "APIG.0101", "The API does not exist or has not been published in the environment");
    }

    /** 400 ModelArts.4203: the service is not running. The text is inferred. */
    public static Failure serviceNotStarted() {
        return Failure.error(400, "ModelArts.4203", "The service is not started");
    }

    /** 404 APIG.0101: the service does not accept this method. */
    public static Failure wrongMethod() {
        return Failure.error(404, "APIG.0101", "The API does not exist");
    }

    /** 400 APIG.0201: the request can't be read. */
    public static Failure malformedRequest() {
        return Failure.error(400, "APIG.0201", "API request error");
    }

    /** 413 APIG.0201: the body exceeds the limit. */
    public static Failure bodyTooLarge() {
        return Failure.error(413, "APIG.0201", "Request entity too large");
    }

    /** 414 APIG.0201: path and query exceed 32 KiB. */
    public static Failure uriTooLong() {
        return Failure.error(414, "APIG.0201", "Request URI too large");
    }

    /** 494 APIG.0201: one header, or all headers together, exceed the limit. */
    public static Failure headersTooLarge() {
        return Failure.error(494, "APIG.0201", "Request headers too large");
    }

    /** 429 APIG.0308: more than {@code limit} requests in {@code period}. */
    public static Failure throttled(int limit, Duration period) {
        return Failure.error(
                429,
                "APIG.0308",
                "The throttling threshold has been reached: policy ip over ratelimit,limit:" + limit + ",time:"
                        + inWords(period));
    }

    /** 502 APIG.0201: the model is not available. */
    public static Failure backendUnavailable() {
        return Failure.error(502, "APIG.0201", "Backend unavailable");
    }

    /** 504 APIG.0201: the model takes too long. */
    public static Failure backendTimeout() {
        return Failure.error(504, "APIG.0201", "Backend timeout");
    }

    /** 500 APIG.0601: the gateway has an internal error. */
    public static Failure internalError() {
        return Failure.error(500, "APIG.0601", "Internal server error");
    }

    private static String onOneLine(String text) {
        return text.replace('\n', '|');
    }

    /** The period as in the gateway's message, for example "1 minute", in the largest unit that divides it. */
    private static String inWords(Duration period) {
        long millis = period.toMillis();
        if (millis % 86_400_000 == 0) {
            return millis / 86_400_000 + " day";
        }
        if (millis % 3_600_000 == 0) {
            return millis / 3_600_000 + " hour";
        }
        if (millis % 60_000 == 0) {
            return millis / 60_000 + " minute";
        }
        return millis % 1_000 == 0 ? millis / 1_000 + " second" : millis + " millisecond";
    }
}
