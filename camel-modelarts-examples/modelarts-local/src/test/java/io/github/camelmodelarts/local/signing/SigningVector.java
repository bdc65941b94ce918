package io.github.camelmodelarts.local.signing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** A request with the signature of an official signer, as the server would receive it. */
public record SigningVector(JsonNode json, JsonNode expected) {

    private static final Pattern URL = Pattern.compile("https?://([^/?#]+)(.*)");

    public static List<SigningVector> agreed() {
        return read("agreed.json", "expected");
    }

    public static List<SigningVector> disputed() {
        return read("disputed.json", "recommendedExpected");
    }

    private static List<SigningVector> read(String file, String expected) {
        try (InputStream in = SigningVector.class.getResourceAsStream("/signing/" + file)) {
            return StreamSupport.stream(
                            new JsonMapper().readTree(in).get("vectors").spliterator(), false)
                    .filter(vector -> vector.has(expected))
                    .map(vector -> new SigningVector(vector, vector.get(expected)))
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public String secret() {
        return json.get("secret").asText();
    }

    public String key() {
        return json.get("key").asText();
    }

    public String date() {
        return json.get("date").asText();
    }

    public String authorization() {
        return expected.get("authorization").asText();
    }

    public String canonicalRequest() {
        return expected.get("canonicalRequest").asText();
    }

    public RawRequest request() {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        headers.put("Host", List.of(url().group(1)));
        json.get("headers")
                .forEach(header -> headers.put(
                        header.get(0).asText(), List.of(octets(header.get(1).asText()))));
        headers.put("X-Sdk-Date", List.of(date()));
        headers.put("Authorization", List.of(authorization()));
        return new RawRequest(json.get("method").asText(), target(), headers);
    }

    /** The target of the request line: raw octets, without a fragment, and a slash for an empty path. */
    private String target() {
        String target = octets(url().group(2));
        return target.startsWith("/") ? target : "/" + target;
    }

    private Matcher url() {
        Matcher url = URL.matcher(json.get("url").asText());
        if (!url.matches()) {
            throw new IllegalStateException("Not a URL: " + json.get("url"));
        }
        return url;
    }

    public byte[] body() {
        JsonNode body = json.get("body");
        return switch (body.get("kind").asText()) {
            case "none" -> new byte[0];
            case "text" -> body.get("text").asText().getBytes(StandardCharsets.UTF_8);
            case "base64" -> Base64.getDecoder().decode(body.get("base64").asText());
            case "rule" ->
                generated(body.get("seed").asLong(), body.get("length").asInt());
            default -> throw new IllegalStateException("Unknown body " + body);
        };
    }

    private static byte[] generated(long seed, int length) {
        byte[] body = new byte[length];
        long x = seed;
        for (int i = 0; i < length; i++) {
            x = (x * 1103515245 + 12345) % (1L << 31);
            body[i] = (byte) (x >> 16);
        }
        return body;
    }

    private static String octets(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
        return json.get("id").asText();
    }
}
