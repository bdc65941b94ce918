package io.github.camelmodelarts.local.signing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * The canonical request, which is signed. Rules: Huawei Cloud, "API request signing", algorithm, steps 1 to 6. Where
 * Huawei's official signers differ, this class follows the document.
 */
public final class CanonicalRequest {

    private final String octets;

    private CanonicalRequest(String octets) {
        this.octets = octets;
    }

    /**
     * Creates the canonical request.
     *
     * @param signedHeaders the names of the signed headers, in any case and order
     * @param payloadHash the hash of the body, or its replacement
     * @throws IllegalArgumentException if path or query have a bad percent escape
     */
    public static CanonicalRequest of(RawRequest request, List<String> signedHeaders, String payloadHash) {
        TreeSet<String> names = new TreeSet<>();
        signedHeaders.forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
        StringBuilder text = new StringBuilder(512)
                .append(request.method().toUpperCase(Locale.ROOT))
                .append('\n')
                .append(path(request.path()))
                .append('\n')
                .append(query(request.query()))
                .append('\n');
        for (String name : names) {
            List<String> values = request.headers().getOrDefault(name, List.of());
            // one line per name, with all values: a second value, which a
            // proxy may have added, makes the signature wrong
            text.append(name)
                    .append(':')
                    .append(RawRequest.stripped(String.join(",", values)))
                    .append('\n');
        }
        text.append('\n').append(String.join(";", names)).append('\n').append(payloadHash);
        return new CanonicalRequest(text.toString());
    }

    /**
     * Decodes the path once and encodes each segment, with a slash at the end. Keeps dot segments, like all official
     * signers.
     */
    private static String path(String raw) {
        String decoded = PercentCoding.decode(raw, false);
        StringBuilder path = new StringBuilder(raw.length() + 16);
        for (String segment : decoded.split("/", -1)) {
            path.append(PercentCoding.encode(segment)).append('/');
        }
        // "/a/" splits into "", "a" and "": it already has the last slash
        if (decoded.endsWith("/")) {
            path.setLength(path.length() - 1);
        }
        return path.toString();
    }

    /**
     * "Encode names and values, then sort by name" (Huawei), then by value. A plus is a space, and a parameter without
     * a name is ignored, as in the gateway's OpenResty.
     */
    private static String query(String raw) {
        List<Map.Entry<String, String>> pairs = new ArrayList<>();
        for (String item : raw.split("&", -1)) {
            int equals = item.indexOf('=');
            String name = equals < 0 ? item : item.substring(0, equals);
            if (!name.isEmpty()) {
                pairs.add(Map.entry(recode(name), equals < 0 ? "" : recode(item.substring(equals + 1))));
            }
        }
        pairs.sort(Map.Entry.<String, String>comparingByKey()
                .thenComparing(Map.Entry::getValue, Comparator.naturalOrder()));
        List<String> items = new ArrayList<>();
        pairs.forEach(pair -> items.add(pair.getKey() + "=" + pair.getValue()));
        return String.join("&", items);
    }

    private static String recode(String coded) {
        return PercentCoding.encode(PercentCoding.decode(coded, true));
    }

    /** The octets that are hashed. */
    byte[] octets() {
        return octets.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The text for messages: its octets decoded as UTF-8. */
    public String text() {
        return new String(octets(), StandardCharsets.UTF_8);
    }
}
