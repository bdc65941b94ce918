package io.github.camelmodelarts.local.obs;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.local.signing.RawRequest;
import io.github.camelmodelarts.local.text.SecretText;

/** One request, with the facts that are found while it is processed. Used by one thread at a time. */
final class ObsCall {

    /** The largest document: 1,000 keys of 1,024 bytes, each of them percent-coded. */
    private static final int MAX_DOCUMENT = 4 << 20;

    private final RawRequest head;
    private final Target target;
    private final Query query;
    private final Dialect dialect;
    private final Instant arrival;
    private final Body body;
    private final String requestId = SecretText.hex(16).toUpperCase(Locale.ROOT);
    private String operation = "Unknown";
    private @Nullable Proof proof;

    ObsCall(RawRequest head, Target target, Query query, Instant arrival, InputStream body) {
        this.head = head;
        this.target = target;
        this.query = query;
        this.arrival = arrival;
        this.body = new Body(body);
        dialect = Proof.dialect(head, query);
    }

    RawRequest head() {
        return head;
    }

    Target target() {
        return target;
    }

    Query query() {
        return query;
    }

    Dialect dialect() {
        return dialect;
    }

    String requestId() {
        return requestId;
    }

    boolean isHead() {
        return head.method().equals("HEAD");
    }

    /** The name of the bucket; only for operations that have one. */
    String bucket() {
        String bucket = target.bucket();
        return bucket == null ? "" : bucket;
    }

    /** The key of the object; only for operations that have one. */
    String key() {
        String key = target.key();
        return key == null ? "" : key;
    }

    @Nullable
    String header(String name) {
        return head.header(name);
    }

    /** A header with the prefix of the dialect. */
    @Nullable
    String dialectHeader(String rest) {
        return head.header(dialect.header(rest));
    }

    /** The names and values of all headers with a prefix; names in small letters and without the prefix. */
    Map<String, String> headers(String prefix) {
        Map<String, String> found = new TreeMap<>();
        for (Map.Entry<String, List<String>> header : head.headers().entrySet()) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (name.startsWith(prefix) && name.length() > prefix.length()) {
                found.put(name.substring(prefix.length()), String.join(",", header.getValue()));
            }
        }
        return found;
    }

    void isFor(String name) {
        operation = name;
    }

    String operation() {
        return operation;
    }

    void provedBy(@Nullable Proof offered) {
        proof = offered;
    }

    /** The access key that the request names. */
    String accessKey() {
        return proof == null ? "" : proof.accessKey();
    }

    InputStream body() {
        return body;
    }

    /** The whole body, an XML document. */
    byte[] document() throws IOException, ObsException {
        byte[] document = body.readNBytes(MAX_DOCUMENT + 1);
        if (document.length > MAX_DOCUMENT) {
            throw new ObsException(400, "EntityTooLarge", "The XML document is too large");
        }
        return document;
    }

    ObsRequest recorded(int status, @Nullable String errorCode) {
        Proof offered = proof;
        String scheme = offered == null ? "none" : offered.dialect().name();
        return new ObsRequest(
                operation,
                head.method(),
                target.bucket(),
                target.key(),
                query.get("uploadId"),
                partNumber(),
                status,
                errorCode,
                offered == null ? null : offered.accessKey(),
                offered != null && offered.securityToken() != null,
                scheme,
                offered != null && offered.expires() != null,
                target.hostStyle(),
                body.length,
                arrival);
    }

    private int partNumber() {
        try {
            return query.number("partNumber", 0, 0, Integer.MAX_VALUE);
        } catch (ObsException e) {
            return 0;
        }
    }

    /** The client closed the connection before the end of its body. */
    static final class ClientLeftException extends IOException {

        ClientLeftException(IOException cause) {
            super("The client closed the connection before the end of its body", cause);
        }
    }

    /** Counts the body, and tells a broken connection from a broken disk. */
    private static final class Body extends FilterInputStream {

        private long length;

        Body(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] buffer, int offset, int count) throws IOException {
            if (count == 0) {
                return 0; // Undertow would wait for data
            }
            try {
                int n = in.read(buffer, offset, count);
                length += Math.max(0, n);
                return n;
            } catch (IOException e) {
                throw new ClientLeftException(e);
            }
        }

        /** Does nothing: the connection is still needed for the response. */
        @Override
        public void close() {}
    }
}
