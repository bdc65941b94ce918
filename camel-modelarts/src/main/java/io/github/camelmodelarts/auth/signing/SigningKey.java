package io.github.camelmodelarts.auth.signing;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key that signs requests: an AppKey with its AppSecret, or an access key with its secret key. The secret itself is the key of the
 * HMAC; there is no derived key and no scope. Thread-safe.
 */
public final class SigningKey {

    /** The name of the algorithm in {@code Authorization}. */
    static final String ALGORITHM = "SDK-HMAC-SHA256";

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final HexFormat HEX = HexFormat.of();

    private final String id;
    private final SecretKeySpec secret;

    /**
     * A key with its public id and its secret.
     *
     * @throws IllegalArgumentException if the secret is empty
     */
    public SigningKey(String id, String secret) {
        this.id = id;
        this.secret = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
    }

    /** A point in time in the format of {@code X-Sdk-Date}: UTC, in seconds. */
    public static String date(Instant instant) {
        return DATE.format(instant);
    }

    /** Whether a value of {@code Authorization} lists exactly the signed headers of this request. */
    public static boolean isAuthorization(String value, CanonicalRequest request) {
        return value.startsWith(ALGORITHM + " ") && value.contains(", SignedHeaders=" + request.signedHeaders() + ", ");
    }

    /** The three lines that are signed. */
    public static String stringToSign(CanonicalRequest request, String date) {
        return ALGORITHM + "\n" + date + "\n" + sha256(request.text());
    }

    /** The signature of a string to sign, in lower-case hex. */
    String signature(String stringToSign) {
        return HEX.formatHex(mac().doFinal(stringToSign.getBytes(StandardCharsets.UTF_8)));
    }

    /** The value of {@code Authorization} for a request signed at {@code date}. */
    public String authorization(CanonicalRequest request, String date) {
        return ALGORITHM + " Access=" + id + ", SignedHeaders=" + request.signedHeaders() + ", Signature="
                + signature(stringToSign(request, date));
    }

    private Mac mac() {
        try {
            // a new one each time: a Mac holds the state of one computation
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(secret);
            return mac;
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("Every Java platform has HmacSHA256", e);
        }
    }

    private static String sha256(String text) {
        try {
            return HEX.formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** Shows neither id nor secret: the id of an application is a secret with APP_KEY. */
    @Override
    public String toString() {
        return ALGORITHM + " key";
    }
}
