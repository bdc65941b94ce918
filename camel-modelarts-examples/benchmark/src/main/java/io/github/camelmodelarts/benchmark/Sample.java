package io.github.camelmodelarts.benchmark;

import java.nio.charset.StandardCharsets;

/** The request that all benchmarks send. */
final class Sample {

    static final String ADDRESS = "https://infer.example/v1/infers/0f5a5a7c-6ac8-4b0e-9f4e-2d1c7f3e9a10";

    private static final int LENGTH = 200;

    private Sample() {}

    /** A JSON document of 200 bytes. */
    static byte[] json() {
        String before = "{\"data\":{\"req_data\":[{\"text\":\"";
        String after = "\"}]}}";
        String text = "x".repeat(LENGTH - before.length() - after.length());
        return (before + text + after).getBytes(StandardCharsets.US_ASCII);
    }
}
