package io.github.camelmodelarts.benchmark;

import java.nio.charset.StandardCharsets;

/** The request that all benchmarks send. */
final class Sample {

    static final String ADDRESS = "https://infer.example/v1/infers/0f5a5a7c-6ac8-4b0e-9f4e-2d1c7f3e9a10";

    private static final int LENGTH = 200;

    /** As much as is kept of a refusal. */
    private static final int LONGEST_REFUSAL = 64 * 1024;

    private Sample() {}

    /** A JSON document of 200 bytes. */
    static byte[] json() {
        String before = "{\"data\":{\"req_data\":[{\"text\":\"";
        String after = "\"}]}}";
        String text = "x".repeat(LENGTH - before.length() - after.length());
        return (before + text + after).getBytes(StandardCharsets.US_ASCII);
    }

    /** A refusal of 64 KiB: words as in the stack trace of a model. */
    static byte[] refusal() {
        String before = "{\"error_code\":\"ModelArts.4503\",\"error_msg\":\"";
        String line =
                "  File \\\"/home/mind/model/customize_service.py\\\", line 42, in _preprocess: x / 255.0 & 7% of 12\\n";
        String words = line.repeat((LONGEST_REFUSAL - before.length()) / line.length());
        return (before + words + "\"}").getBytes(StandardCharsets.US_ASCII);
    }
}
