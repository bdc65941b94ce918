package io.github.camelmodelarts.api;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Responses in the form of HTTP, for fuzz tests: a line with the status, lines of headers, an empty line, the body. A
 * line of three hyphens separates two responses. Any input can be read as a response.
 */
public final class WrittenAnswer {

    private static final byte[] BETWEEN = "\n---\n".getBytes(StandardCharsets.US_ASCII);
    private static final int MOST = 8;

    private WrittenAnswer() {}

    /** Returns the first response. */
    public static ServiceResponse read(byte[] text) {
        return readAll(text).get(0);
    }

    /** Returns all responses, at least one. */
    public static List<ServiceResponse> readAll(byte[] text) {
        List<ServiceResponse> answers = new ArrayList<>();
        int from = 0;
        int end = 0;
        while (end < text.length && answers.size() < MOST) {
            end = from;
            while (end < text.length && !startsAt(text, end)) {
                end++;
            }
            answers.add(one(Arrays.copyOfRange(text, from, end)));
            from = end + BETWEEN.length;
        }
        return answers.isEmpty() ? List.of(one(text)) : answers;
    }

    private static boolean startsAt(byte[] text, int at) {
        return at + BETWEEN.length <= text.length
                && Arrays.equals(text, at, at + BETWEEN.length, BETWEEN, 0, BETWEEN.length);
    }

    private static ServiceResponse one(byte[] text) {
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        int status = 200;
        int from = 0;
        int line = 0;
        while (from < text.length) {
            int end = from;
            while (end < text.length && text[end] != '\n') {
                end++;
            }
            String content = new String(text, from, end - from, StandardCharsets.ISO_8859_1);
            from = end + 1;
            if (content.isEmpty()) {
                break;
            } else if (line++ == 0) {
                status = status(content);
            } else {
                int colon = content.indexOf(':');
                headers.add(
                        colon < 0
                                ? Map.entry(content, "")
                                : Map.entry(
                                        content.substring(0, colon),
                                        content.substring(colon + 1).strip()));
            }
        }
        byte[] body = Arrays.copyOfRange(text, Math.min(from, text.length), text.length);
        return Responses.of(status, Headers.received(headers), body);
    }

    private static int status(String line) {
        int status = 0;
        for (int i = 0; i < Math.min(3, line.length()); i++) {
            status = status * 10 + Math.floorMod(line.charAt(i) - '0', 10);
        }
        return status;
    }
}
