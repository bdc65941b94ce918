package io.github.camelmodelarts.local.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.camelmodelarts.local.signing.RawRequest;

/** Reads a request head of HTTP/1.1 (RFC 9112, sections 3 and 5). Each octet is one {@code char}. */
final class HeadText {

    private HeadText() {}

    /** Reads the text before the empty line. A request line without blanks becomes a method with an empty target. */
    static RawRequest parse(byte[] head) {
        String[] lines = new String(head, StandardCharsets.ISO_8859_1).split("\r?\n");
        String line = lines[0];
        int afterMethod = line.indexOf(' ');
        int beforeVersion = line.lastIndexOf(' ');
        String method = afterMethod < 0 ? line : line.substring(0, afterMethod);
        String target = afterMethod == beforeVersion ? "" : line.substring(afterMethod + 1, beforeVersion);
        return new RawRequest(method, target, headers(lines));
    }

    private static Map<String, List<String>> headers(String[] lines) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        List<String> values = new ArrayList<>();
        for (int i = 1; i < lines.length; i++) {
            String line = lines[i];
            int colon = line.indexOf(':');
            if ((line.startsWith(" ") || line.startsWith("\t")) && !values.isEmpty()) {
                // a folded line continues the value before it (RFC 9112, section 5.2)
                values.set(values.size() - 1, values.get(values.size() - 1) + " " + RawRequest.stripped(line));
            } else if (colon > 0) {
                values = headers.computeIfAbsent(line.substring(0, colon), name -> new ArrayList<>());
                values.add(RawRequest.stripped(line.substring(colon + 1)));
            }
        }
        return headers;
    }
}
