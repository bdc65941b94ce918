package io.github.camelmodelarts.api;

/** What becomes of an exchange's body. */
public enum BodyType {
    /** By its type: files as multipart, {@code *.json} files and objects as JSON, text, bytes and streams as they are. */
    AUTO,
    /** JSON: objects as Jackson writes them, everything else as it is. */
    JSON,
    /** A multipart form with the body as field {@code inputName}. */
    FILE,
    /** A JSON object whose field {@code inputName} is the body in Base64. */
    BASE64,
    /** As it is. */
    RAW
}
