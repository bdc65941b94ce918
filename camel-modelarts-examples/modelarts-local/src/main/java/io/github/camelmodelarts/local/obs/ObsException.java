package io.github.camelmodelarts.local.obs;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * OBS rejects a request; status, code and message are those of the OBS API reference, "Error Codes". Has no stack trace,
 * because a rejection is normal, not a fault.
 */
final class ObsException extends Exception {

    private final int status;
    private final String code;
    private final transient Map<String, String> details = new LinkedHashMap<>();
    private final transient Map<String, String> headers = new LinkedHashMap<>();

    ObsException(int status, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
    }

    static ObsException noSuchBucket(String bucket) {
        return new ObsException(404, "NoSuchBucket", "The specified bucket does not exist").with("BucketName", bucket);
    }

    static ObsException noSuchKey(String key) {
        return new ObsException(404, "NoSuchKey", "The specified key does not exist").with("Key", key);
    }

    static ObsException noSuchUpload() {
        return new ObsException(
                404,
                "NoSuchUpload",
                "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted"
                        + " or completed");
    }

    static ObsException accessDenied(String message) {
        return new ObsException(403, "AccessDenied", message);
    }

    static ObsException invalidAccessKey(String accessKey, String message) {
        return new ObsException(403, "InvalidAccessKeyId", message).with("AWSAccessKeyId", accessKey);
    }

    static ObsException invalidArgument(String name, String message) {
        return new ObsException(400, "InvalidArgument", message).with("ArgumentName", name);
    }

    static ObsException malformedXml() {
        return new ObsException(400, "MalformedXML", "The XML you provided was not well-formed or did not validate");
    }

    static ObsException invalidUri(String message) {
        return new ObsException(400, "InvalidURI", message);
    }

    /** Adds an element to the body of the response. */
    ObsException with(String element, String text) {
        details.put(element, text);
        return this;
    }

    /** Adds a header to the response. */
    ObsException withHeader(String name, String value) {
        headers.put(name, value);
        return this;
    }

    Map<String, String> headers() {
        return headers;
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    String text() {
        return String.valueOf(getMessage());
    }

    Map<String, String> details() {
        return details;
    }
}
