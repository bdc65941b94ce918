package io.github.camelmodelarts.support;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.github.camelmodelarts.local.gateway.RecordedRequest;

/** Computes the signature of a received request independently, with the Java platform's encoder. For well-formed requests only. */
public final class RecomputedSignature {

    private static final Pattern AUTHORIZATION =
            Pattern.compile("SDK-HMAC-SHA256 Access=[^,]+, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})");

    private RecomputedSignature() {}

    /** Whether the request has the correct signature. */
    public static boolean isOn(RecordedRequest request, String secret) throws GeneralSecurityException {
        return isOn(request, sha256(request.body()), secret);
    }

    /**
     * The same for a body that is not recorded completely.
     *
     * @param hash the SHA-256 of the body
     */
    public static boolean isOn(RecordedRequest request, String hash, String secret) throws GeneralSecurityException {
        Matcher authorization = AUTHORIZATION.matcher(String.valueOf(request.header("Authorization")));
        return authorization.matches()
                && authorization.group(2).equals(signature(request, authorization.group(1), hash, secret));
    }

    private static String signature(RecordedRequest request, String signedHeaders, String hash, String secret)
            throws GeneralSecurityException {
        String[] target = request.target().split("\\?", 2);
        String path = encoded(target[0].replace("+", "%2B")).replace("%2F", "/");
        String headers = Arrays.stream(signedHeaders.split(";"))
                .map(name -> name + ":" + request.header(name) + "\n")
                .collect(Collectors.joining());
        String declared = request.header("x-sdk-content-sha256");
        String canonical = String.join(
                "\n",
                request.method(),
                path.endsWith("/") ? path : path + "/",
                target.length < 2 ? "" : query(target[1]),
                headers,
                signedHeaders,
                declared == null ? hash : declared);
        String toSign = "SDK-HMAC-SHA256\n" + request.header("x-sdk-date") + "\n"
                + sha256(canonical.getBytes(StandardCharsets.UTF_8));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(toSign.getBytes(StandardCharsets.UTF_8)));
    }

    private static String query(String raw) {
        return Arrays.stream(raw.split("&"))
                .filter(item -> !item.isEmpty())
                .map(item -> item.split("=", 2))
                .map(pair -> new String[] {encoded(pair[0]), pair.length < 2 ? "" : encoded(pair[1])})
                .sorted(Comparator.<String[], String>comparing(pair -> pair[0]).thenComparing(pair -> pair[1]))
                .map(pair -> pair[0] + "=" + pair[1])
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String raw) {
        return URLEncoder.encode(URLDecoder.decode(raw, StandardCharsets.UTF_8), StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    private static String sha256(byte[] content) throws GeneralSecurityException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }
}
