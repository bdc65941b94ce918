package io.github.camelmodelarts.api;

/** How the body of an exchange is sent. */
public enum BodyType {
    /**
     * By what it is: files as multipart, JSON files and objects as JSON, text as it is. Bytes and streams are sent as files if a header says
     * that they are, else as they are.
     */
    AUTO,
    /** JSON: objects as Jackson writes them, everything else as it is. Attachments are not sent. */
    JSON,
    /** A multipart form with the body as field {@code inputName}, and the attachments. */
    FILE,
    /** JSON in which each file is Base64: the body's object, or an object with the body as field {@code inputName}. */
    BASE64,
    /** Like {@link #BASE64}, with {@code data:TYPE;base64,} before each file's Base64. */
    DATA_URL,
    /** The bytes as they are. Attachments are not sent. */
    RAW
}
