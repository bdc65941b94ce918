package io.github.camelmodelarts.local.obs;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** A response: status, headers, and either a document or a part of an object. Must be closed. Not thread-safe. */
final class ObsAnswer implements AutoCloseable {

    private final int status;
    private final @Nullable String errorCode;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private byte[] document = new byte[0];
    private @Nullable FileChannel content;
    private long start;
    private long length;

    private ObsAnswer(int status, @Nullable String errorCode) {
        this.status = status;
        this.errorCode = errorCode;
    }

    static ObsAnswer empty(int status) {
        return new ObsAnswer(status, null);
    }

    static ObsAnswer xml(XmlOut document) {
        ObsAnswer answer = new ObsAnswer(200, null);
        answer.document(document);
        return answer;
    }

    /** A part of an object, which the answer closes. */
    static ObsAnswer content(int status, FileChannel content, long start, long length) {
        ObsAnswer answer = new ObsAnswer(status, null);
        answer.content = content;
        answer.start = start;
        answer.length = length;
        return answer;
    }

    static ObsAnswer error(ObsException failure, String requestId, Dialect dialect) {
        ObsAnswer answer = new ObsAnswer(failure.status(), failure.code());
        XmlOut body = XmlOut.error()
                .with("Code", failure.code())
                .with("Message", failure.text())
                .with("RequestId", requestId)
                .with("HostId", hostId(requestId));
        failure.details().forEach(body::with);
        failure.headers().forEach(answer::with);
        // OBS has these headers because the response to HEAD has no body
        answer.with(dialect.header("error-code"), failure.code());
        answer.with(dialect.header("error-message"), failure.text().replaceAll("[^ -~]", "?"));
        answer.document(body);
        return answer;
    }

    /** The second id of a response, which OBS sends too. */
    static String hostId(String requestId) {
        return "local-" + requestId;
    }

    private void document(XmlOut xml) {
        document = xml.bytes();
        length = document.length;
        with("Content-Type", "application/xml");
    }

    ObsAnswer with(String header, String value) {
        headers.put(header, value);
        return this;
    }

    int status() {
        return status;
    }

    @Nullable
    String errorCode() {
        return errorCode;
    }

    Map<String, String> headers() {
        return headers;
    }

    /** The bytes to send, if the object is null. */
    byte[] document() {
        return document;
    }

    @Nullable
    FileChannel content() {
        return content;
    }

    /** The position of the first byte in the object. */
    long start() {
        return start;
    }

    /** The number of bytes to send. */
    long length() {
        return length;
    }

    @Override
    public void close() throws IOException {
        if (content != null) {
            content.close();
        }
    }
}
