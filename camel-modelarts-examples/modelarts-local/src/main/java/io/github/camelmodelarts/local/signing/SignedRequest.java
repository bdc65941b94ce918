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
 * The parts of a request with an {@code SDK-HMAC-SHA256} authorization. The steps of the validation and their order are
 * those of Huawei's own back-end signature samples. Immutable.
 */
public final class SignedRequest {

    /** The scheme at the beginning of the header {@code Authorization}. */
    public static final String ALGORITHM = "SDK-HMAC-SHA256";

    /** The header with the time of signing. */
    public static final String DATE = "x-sdk-date";

    /** The header with the body's hash or {@link #UNSIGNED_PAYLOAD}. */
    public static final String CONTENT_HASH = "x-sdk-content-sha256";

    /** The value in place of the hash if the signature does not cover the body. */
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

    /** Parses the header {@code Authorization}; null if it is missing or not a well-formed signature. */
    public static @Nullable SignedRequest parse(RawRequest request) {
        String authorization = request.header("Authorization");
        Matcher form = FORM.matcher(authorization == null ? "" : authorization.trim());
        return form.matches()
                ? new SignedRequest(
                        request, form.group(1), List.of(form.group(2).split(";")), form.group(3))
                : null;
    }

    /** Whether an authorization names a key, even if it is malformed. */
    public static boolean namesKey(String authorization) {
        return ACCESS.matcher(authorization).find();
    }

    /** The key that the authorization names. */
    public String access() {
        return access;
    }

    /** The first signed header that is missing in the request, or null. */
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

    /**
     * The time of signing, or null if the header is missing, not covered, or not of the form
     * {@code yyyyMMdd'T'HHmmss'Z'}.
     */
    public @Nullable Instant date() {
        String date = covers(DATE) ? request.header(DATE) : null;
        try {
            return date == null ? null : LocalDateTime.parse(date.trim(), TIME).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** The client's value for the hash of the body, or null if the body must be hashed. */
    public @Nullable String payloadHash() {
        return covers(CONTENT_HASH) ? request.header(CONTENT_HASH) : null;
    }

    /**
     * The canonical request that the client must have signed.
     *
     * @throws IllegalArgumentException if path or query have a bad percent escape
     */
    public CanonicalRequest canonical(String payloadHash) {
        return CanonicalRequest.of(request, signedHeaders, payloadHash);
    }

    /**
     * Whether the signature was made over {@code canonical} with {@code secret}; takes the same time for every wrong
     * signature.
     */
    public boolean isSigned(CanonicalRequest canonical, String secret) {
        String date = request.header(DATE);
        String stringToSign =
                ALGORITHM + "\n" + (date == null ? "" : date.trim()) + "\n" + Sha256.hex(canonical.octets());
        byte[] expected = Sha256.hmacHex(secret, stringToSign).getBytes(StandardCharsets.US_ASCII);
        return MessageDigest.isEqual(expected, signature.getBytes(StandardCharsets.ISO_8859_1));
    }
}
