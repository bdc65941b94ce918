package io.github.camelmodelarts.auth.signing;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** One case of the vector files. */
record Vector(JsonNode json) {

    static Stream<Vector> read(String resource) throws IOException {
        try (InputStream in = Vector.class.getResourceAsStream(resource)) {
            JsonNode vectors = new JsonMapper().readTree(in).get("vectors");
            return StreamSupport.stream(vectors.spliterator(), false).map(Vector::new);
        }
    }

    static Vector named(String resource, String id) throws IOException {
        return read(resource)
                .filter(vector -> vector.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    String id() {
        return json.get("id").asText();
    }

    String url() {
        return json.get("url").asText();
    }

    String date() {
        return json.get("date").asText();
    }

    SigningKey key() {
        return new SigningKey(json.get("key").asText(), json.get("secret").asText());
    }

    JsonNode expected() {
        return json.get("expected");
    }

    /** The canonical request that the component computes. */
    CanonicalRequest canonical(boolean signContentType) {
        // the target stays unchanged, because java.net.URI accepts all targets of the vectors
        URI uri = URI.create(url());
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.put("Host", uri.getRawAuthority());
        headers.put("X-Sdk-Date", date());
        for (JsonNode header : json.get("headers")) {
            headers.put(header.get(0).asText(), header.get(1).asText());
        }
        if (!signContentType) {
            headers.remove("Content-Type");
        }
        String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
        return CanonicalRequest.of(json.get("method").asText(), uri.getRawPath(), query, headers, sha256(body()));
    }

    private byte[] body() {
        JsonNode body = json.get("body");
        return switch (body.get("kind").asText()) {
            case "none" -> new byte[0];
            case "text" -> body.get("text").asText().getBytes(StandardCharsets.UTF_8);
            case "base64" -> Base64.getDecoder().decode(body.get("base64").asText());
            case "rule" -> lcg(body.get("seed").asLong(), body.get("length").asInt());
            default -> throw new IllegalStateException(body.toString());
        };
    }

    private static byte[] lcg(long seed, int length) {
        byte[] bytes = new byte[length];
        long x = seed;
        for (int i = 0; i < length; i++) {
            x = (x * 1103515245 + 12345) % (1L << 31);
            bytes[i] = (byte) (x >> 16);
        }
        return bytes;
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return id();
    }
}
