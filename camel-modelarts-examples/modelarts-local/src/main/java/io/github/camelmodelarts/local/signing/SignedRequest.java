package io.github.camelmodelarts.local.signing;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A request with an {@code SDK-HMAC-SHA256} authorization, taken apart. The steps of the check and their order are those of
 * Huawei's own back-end signature samples. Immutable.
 */
public final class SignedRequest {

    /** The scheme that begins the header {@code Authorization}. */
    public static final String ALGORITHM = "SDK-HMAC-SHA256";

    /** The header that holds the time of signing. */
    public static final String DATE = "x-sdk-date";

    /** The header that holds what stands for the body, {@link #UNSIGNED_PAYLOAD} or its hash. */
    public static final String CONTENT_HASH = "x-sdk-content-sha256";

    /** What stands for a body that the signature does not cover. */
    public static final String UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD";

    // the pattern of Huawei's samples; the blank after a comma may be missing
    private static final Pattern FORM =
            Pattern.compile(ALGORITHM + "\\s+Access=([^,]+),\\s?SignedHeaders=([^,]+),\\s?Signature=(\\w+)");
    private static final Pattern ACCESS = Pattern.compile("(?:Access|Credential)=[^,\\s]");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'");

    private final RawRequest request;
    private final String access;
    private final List<String> signedHeaders;
    private final String signature;

    private SignedRequest(RawRequest request, String access, List<String> signedHeaders, String signature) {
        this.request = request;
        this.access = access;
        this.signedHeaders = signedHeaders;
        this.signature = signature;
    }

    /** Takes the header {@code Authorization} apart; null if it is missing or has not the form of a signature. */
    public static @Nullable SignedRequest parse(RawRequest request) {
        String authorization = request.header("Authorization");
        Matcher form = FORM.matcher(authorization == null ? "" : authorization.trim());
        return form.matches()
                ? new SignedRequest(
                        request, form.group(1), List.of(form.group(2).split(";")), form.group(3))
                : null;
    }

    /** Whether an authorization of whatever form names a key. */
    public static boolean namesKey(String authorization) {
        return ACCESS.matcher(authorization).find();
    }

    /** The key that the signature is said to be made with. */
    public String access() {
        return access;
    }

    /** The first of the signed headers that the request does not have, or null. */
    public @Nullable String missingHeader() {
        for (String name : signedHeaders) {
            if (request.header(name) == null) {
                return name;
            }
        }
        return null;
    }

    /** Whether the signature covers a header. */
    public boolean covers(String header) {
        return signedHeaders.stream().anyMatch(header::equalsIgnoreCase);
    }

    /** The time of signing, or null if the header is missing, not covered, or not of the form {@code yyyyMMdd'T'HHmmss'Z'}. */
    public @Nullable Instant date() {
        String date = covers(DATE) ? request.header(DATE) : null;
        try {
            return date == null ? null : LocalDateTime.parse(date.trim(), TIME).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** What the client put in the body's place under the signature, or null: then the body must be hashed. */
    public @Nullable String payloadHash() {
        return covers(CONTENT_HASH) ? request.header(CONTENT_HASH) : null;
    }

    /**
     * The form of this request that must have been signed.
     *
     * @throws IllegalArgumentException if path or query have a bad percent escape
     */
    public CanonicalRequest canonical(String payloadHash) {
        return CanonicalRequest.of(request, signedHeaders, payloadHash);
    }

    /** Whether the signature was made over {@code canonical} with {@code secret}; takes the same time for any wrong one. */
    public boolean isSigned(CanonicalRequest canonical, String secret) {
        String date = request.header(DATE);
        String stringToSign =
                ALGORITHM + "\n" + (date == null ? "" : date.trim()) + "\n" + Sha256.hex(canonical.octets());
        byte[] expected = Sha256.hmacHex(secret, stringToSign).getBytes(StandardCharsets.US_ASCII);
        return MessageDigest.isEqual(expected, signature.getBytes(StandardCharsets.ISO_8859_1));
    }
}
