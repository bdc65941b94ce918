package io.github.camelmodelarts.local.obs;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.github.camelmodelarts.local.signing.RawRequest;
import io.github.camelmodelarts.local.text.SecretText;

/**
 * The text that a signature covers (OBS API reference, "Authentication of Signature in a Header" and "... in a URL"): method,
 * Content-MD5, Content-Type, date, the headers of the dialect, and the resource with those parameters that select an
 * operation. Each char is one octet. Immutable.
 */
record StringToSign(String text) {

    /** The parameters that a signature covers, in small letters. */
    static final Set<String> SIGNED_PARAMETERS = Set.of(
            ("acl append backtosource cors customdomain delete deletebucket directcoldaccess encryption inventory length lifecycle"
                            + " location logging metadata mirrorbacktosource modify name notification obscompresspolicy"
                            + " orchestration partnumber policy position quota rename replication requestpayment"
                            + " response-cache-control response-content-disposition response-content-encoding"
                            + " response-content-language response-content-type response-expires restore select select-type"
                            + " storageclass storageinfo storagepolicy tagging torrent truncate uploadid uploads versionid"
                            + " versioning versions website x-image-process x-image-save-bucket x-image-save-object"
                            + " x-oss-process object-lock retention fileinterface readahead listcontentsummary"
                            + " multilistcontentsummary getcontentsummary obsbucketalias obsalias replication_progress"
                            + " publicaccessblock policystatus bucketstatus ignore-sign-in-query x-obs-trash")
                    .split(" "));

    /**
     * The text for a request.
     *
     * @param date the header {@code Date}, or the end of a signed URL
     */
    static StringToSign of(RawRequest head, Target target, Query query, Dialect dialect, String date) {
        StringBuilder text = new StringBuilder(head.method()).append('\n');
        text.append(value(head, "Content-MD5")).append('\n');
        text.append(value(head, "Content-Type")).append('\n');
        text.append(date).append('\n');
        TreeMap<String, String> signed = new TreeMap<>();
        for (Map.Entry<String, List<String>> header : head.headers().entrySet()) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (name.startsWith(dialect.prefix())) {
                signed.put(name, String.join(",", header.getValue()));
            }
        }
        signed.forEach(
                (name, value) -> text.append(name).append(':').append(value).append('\n'));
        text.append(target.resource());
        TreeMap<String, String> parameters = new TreeMap<>();
        for (String name : query.names()) {
            String small = name.toLowerCase(Locale.ROOT);
            if (SIGNED_PARAMETERS.contains(small) || small.startsWith(dialect.prefix())) {
                parameters.put(name, query.text(name));
            }
        }
        char separator = '?';
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            text.append(separator).append(octets(parameter.getKey()));
            if (!parameter.getValue().isEmpty()) {
                text.append('=').append(octets(parameter.getValue()));
            }
            separator = '&';
        }
        return new StringToSign(text.toString());
    }

    private static String value(RawRequest head, String name) {
        String value = head.header(name);
        return value == null ? "" : value;
    }

    private static String octets(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    boolean isSigned(String signature, String secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            byte[] expected = mac.doFinal(text.getBytes(StandardCharsets.ISO_8859_1));
            return SecretText.isSame(Base64.getEncoder().encodeToString(expected), signature);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no HmacSHA1", e);
        }
    }

    /** The text as readers expect it. */
    String shown() {
        return new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** The octets as hexadecimal digits, which also show invisible ones. */
    String hex() {
        return HexFormat.ofDelimiter(" ").formatHex(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
