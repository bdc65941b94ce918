package io.github.camelmodelarts.local;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs requests like a client. Only for addresses whose path and query need no encoding and are in canonical order.
 */
public record TestSignature(String key, String secret, Instant date) {

    /** Returns the given headers and those of the signature. A null body is sent unsigned. */
    public Map<String, String> sign(String method, URI uri, Map<String, String> headers, byte[] body) {
        Map<String, String> all = new TreeMap<>();
        headers.forEach((name, value) -> all.put(name.toLowerCase(Locale.ROOT), value));
        all.putIfAbsent(
                "x-sdk-date",
                DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'")
                        .withZone(ZoneOffset.UTC)
                        .format(date));
        if (body == null) {
            all.put("x-sdk-content-sha256", "UNSIGNED-PAYLOAD");
        }
        String payload = all.getOrDefault("x-sdk-content-sha256", body == null ? "" : sha256(body));
        all.put("host", uri.getRawAuthority());
        String names = String.join(";", all.keySet());
        String path = uri.getRawPath();
        String canonical = method + "\n" + path + (path.endsWith("/") ? "" : "/") + "\n"
                + (uri.getRawQuery() == null ? "" : uri.getRawQuery()) + "\n"
                + all.entrySet().stream()
                        .map(header -> header.getKey() + ":" + header.getValue() + "\n")
                        .collect(Collectors.joining())
                + "\n" + names + "\n" + payload;
        String toSign =
                "SDK-HMAC-SHA256\n" + all.get("x-sdk-date") + "\n" + sha256(canonical.getBytes(StandardCharsets.UTF_8));
        all.put(
                "authorization",
                "SDK-HMAC-SHA256 Access=" + key + ", SignedHeaders=" + names + ", Signature=" + hmac(toSign));
        all.remove("host");
        return all;
    }

    public static String sha256(byte[] octets) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private String hmac(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
