package io.github.camelmodelarts.local.obs;

import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/** Reads what the headers of a request say about an object. Stateless. */
final class RequestLabels {

    private static final int MD5_OCTETS = 16;

    private RequestLabels() {}

    static StoredObject.Labels of(ObsCall call) {
        String contentType = call.header("Content-Type");
        Map<String, String> headers = new TreeMap<>();
        for (String name : StoredObject.KEPT_HEADERS) {
            String value = call.header(name);
            if (value != null) {
                headers.put(name, value);
            }
        }
        return new StoredObject.Labels(
                contentType == null || contentType.isEmpty() ? ObjectFiles.UNKNOWN_TYPE : contentType,
                headers,
                call.headers(call.dialect().metadataPrefix()));
    }

    /** Compares a body with the header {@code Content-MD5}, if it was sent. */
    static void checkMd5(ObsCall call, byte[] actual) throws ObsException {
        String sent = call.header("Content-MD5");
        if (sent == null) {
            return;
        }
        byte[] expected;
        try {
            expected = Base64.getDecoder().decode(sent);
        } catch (IllegalArgumentException e) {
            expected = new byte[0];
        }
        if (expected.length != MD5_OCTETS) {
            throw new ObsException(400, "InvalidDigest", "The Content-MD5 you specified was invalid");
        }
        if (!MessageDigest.isEqual(expected, actual)) {
            throw new ObsException(400, "BadDigest", "The Content-MD5 you specified did not match what we received")
                    .with("ExpectedDigest", sent)
                    .with("CalculatedDigest", Base64.getEncoder().encodeToString(actual));
        }
    }

    /** Rejects a body whose end can't be known. */
    static void checkLength(ObsCall call) throws ObsException {
        if (call.header("Content-Length") == null && call.header("Transfer-Encoding") == null) {
            throw new ObsException(411, "MissingContentLength", "You must provide the Content-Length HTTP header");
        }
    }
}
