package io.github.camelmodelarts.local.models;

import java.io.IOException;
import java.io.InputStream;

/** Checks that the optional libraries exist. Uses none of their types, so it loads without them. */
final class OnnxRuntime {

    private static final String ENVIRONMENT = "ai.onnxruntime.OrtEnvironment";

    private OnnxRuntime() {}

    /** Fails with the name of the Maven artifact if ONNX Runtime is missing or has no library for this machine. */
    static void require() throws IOException {
        try {
            Class.forName(ENVIRONMENT, true, OnnxRuntime.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IOException(
                    "This model needs the Maven artifact com.microsoft.onnxruntime:onnxruntime on the class path; it is an"
                            + " optional dependency of modelarts-local",
                    e);
        } catch (LinkageError e) {
            throw new IOException(
                    "com.microsoft.onnxruntime:onnxruntime has no library that works on "
                            + System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                    e);
        }
    }

    /** A resource as bytes; if it is missing, the exception names the artifact that contains it. */
    static byte[] resource(String name, String artifact) throws IOException {
        try (InputStream in = OnnxRuntime.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("This model needs the Maven artifact " + artifact
                        + " on the class path: its file " + name + " is missing");
            }
            return in.readAllBytes();
        }
    }
}
