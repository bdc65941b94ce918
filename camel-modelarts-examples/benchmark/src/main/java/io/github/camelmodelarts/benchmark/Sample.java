package io.github.camelmodelarts.benchmark;

import java.nio.charset.StandardCharsets;

/** The address, request and error response of all benchmarks. */
public final class Sample {

    static final String ADDRESS = "https://infer.example/v1/infers/0f5a5a7c-6ac8-4b0e-9f4e-2d1c7f3e9a10";

    private static final int LENGTH = 200;

    /** The size up to which the text of a rejection is kept. */
    private static final int LONGEST_REJECTION = 64 * 1024;

    private Sample() {}

    /** Returns a JSON document of 200 bytes. */
    public static byte[] json() {
        String before = "{\"data\":{\"req_data\":[{\"text\":\"";
        String after = "\"}]}}";
        String text = "x".repeat(LENGTH - before.length() - after.length());
        return (before + text + after).getBytes(StandardCharsets.US_ASCII);
    }

    /** Returns a rejection of 64 KiB with the stack trace of a model. */
    static byte[] rejection() {
        String before = "{\"error_code\":\"ModelArts.4503\",\"error_msg\":\"";
        String line =
                "  File \\\"/home/mind/model/customize_service.py\\\", line 42, in _preprocess: x / 255.0 & 7% of 12\\n";
        String words = line.repeat((LONGEST_REJECTION - before.length()) / line.length());
        return (before + words + "\"}").getBytes(StandardCharsets.US_ASCII);
    }
}
