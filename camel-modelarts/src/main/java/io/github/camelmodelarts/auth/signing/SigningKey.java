package io.github.camelmodelarts.auth.signing;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;

import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;

/**
 * A key that signs requests: an AppKey with its AppSecret, or an access key with its secret key. The secret itself is the key of the
 * HMAC; there is no derived key and no scope. Thread-safe.
 */
public final class SigningKey {

    /** The name of the algorithm in {@code Authorization}. */
    static final String ALGORITHM = "SDK-HMAC-SHA256";

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final String id;
    private final SecretKeySpec secret;
    /** The signer that was used last, because making one takes as long as signing. A thread that finds none makes another one. */
    private final AtomicReference<@Nullable Signer> spare = new AtomicReference<>();

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
        return start(date) + sha256(request.text());
    }

    private static String start(String date) {
        return ALGORITHM + "\n" + date + "\n";
    }

    /**
     * Prepares the signatures of requests that differ only in their bodies.
     *
     * @param start the canonical request of all of them, with an empty hash of the body
     * @param date the date of all of them
     */
    public SimilarRequests similar(CanonicalRequest start, String date) {
        byte[] canonicalRequest = start.text().getBytes(StandardCharsets.UTF_8);
        byte[] stringToSign = start(date).getBytes(StandardCharsets.UTF_8);
        return new SimilarRequests(
                ALGORITHM + " Access=" + id + ", SignedHeaders=" + start.signedHeaders() + ", Signature=",
                payloadHash -> signature(stringToSign, canonicalRequest, payloadHash));
    }

    String signature(byte[] stringToSign, byte[] canonicalRequest, byte[] payloadHash) {
        Signer kept = spare.getAndSet(null);
        Signer signer = kept == null ? new Signer(secret) : kept;
        String signature = signer.signature(stringToSign, canonicalRequest, payloadHash);
        // not after an exception or error: then a computation may be unfinished
        spare.set(signer);
        return signature;
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
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
