package io.github.camelmodelarts.api;

/** The ways to convert the body of an exchange to the body of a request. */
public enum BodyType {
    /**
     * By the type of the body: files as multipart, JSON files and objects as JSON, text unchanged. Bytes and streams
     * are sent as a file if a header gives a file name or a binary media type, otherwise unchanged.
     */
    AUTO,
    /** JSON: objects as Jackson writes them, everything else unchanged. Attachments are not sent. */
    JSON,
    /** A multipart form with the body as field {@code inputName}, and the attachments. */
    FILE,
    /**
     * JSON in which each file is written as Base64. A single file becomes an object with the field {@code inputName}.
     */
    BASE64,
    /** Like {@link #BASE64}, with {@code data:TYPE;base64,} before each file's Base64. */
    DATA_URL,
    /** The bytes unchanged. Attachments are not sent. */
    RAW
}
