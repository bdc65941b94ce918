package io.github.camelmodelarts.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

import org.apache.hc.core5.http.ConnectionClosedException;

import io.github.camelmodelarts.api.Headers;
import io.github.camelmodelarts.api.ModelArtsResponseException;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.text.Printable;

/** An answer as it came off the wire, perhaps compressed, perhaps cut. Unpacked on a worker: inflating takes its time. */
record RawResponse(int status, Headers headers, ReceivedBytes content, boolean endedWithConnection) {

    /** How much of a failure's body is kept. */
    static final int KEPT_OF_FAILURES = 64 * 1024;

    /** Whether all of the body is wanted, or only the beginning. */
    static boolean isSuccess(int status) {
        return status >= 200 && status < 300;
    }

    /**
     * The answer, unpacked.
     *
     * @throws ModelArtsResponseException if it is a success that unpacks to more than {@code limit} bytes, or not at all
     * @throws ConnectionClosedException if it is a success that seems to be the beginning of one
     */
    ServiceResponse unpacked(long limit) throws ModelArtsResponseException, ConnectionClosedException {
        ServiceResponse plain = decoded(limit);
        if (endedWithConnection && isSuccess(status)) {
            Framing.requireWhole(plain.body(), plain.contentType());
        }
        return plain;
    }

    private ServiceResponse decoded(long limit) throws ModelArtsResponseException {
        String coding = coding();
        if (coding.isEmpty() || coding.equals("identity") || content.size() == 0) {
            return new ServiceResponse(status, headers, content.bytes());
        }
        if (coding.equals("gzip") || coding.equals("x-gzip")) {
            return new ServiceResponse(status, headers, isSuccess(status) ? inflated(limit) : inflatedBeginning());
        }
        if (!isSuccess(status)) {
            return new ServiceResponse(status, headers, new byte[0]);
        }
        throw new ModelArtsResponseException(
                "The answer (status " + status + ") is in "
                        + (coding.length() > 40
                                ? "a content coding"
                                : "the content coding '" + Printable.of(coding, 240) + "'")
                        + ", which was not asked for and is not understood; only gzip is",
                null);
    }

    private byte[] inflated(long limit) throws ModelArtsResponseException {
        ReceivedBytes plain = new ReceivedBytes(0);
        try (InputStream packed = new GZIPInputStream(content.reader())) {
            copy(packed, plain, limit + 1);
        } catch (IOException e) {
            throw new ModelArtsResponseException(
                    "The answer (status " + status + ") says it is gzip but can't be unpacked: " + e.getMessage(), e);
        }
        if (plain.size() > limit) {
            throw tooLarge(limit);
        }
        return plain.bytes();
    }

    /** What a failure says counts more than how it is packed: what can be unpacked of it will do. */
    private byte[] inflatedBeginning() {
        ReceivedBytes plain = new ReceivedBytes(0);
        try (InputStream packed = new GZIPInputStream(content.reader())) {
            copy(packed, plain, KEPT_OF_FAILURES);
        } catch (IOException e) {
            return plain.bytes();
        }
        return plain.bytes();
    }

    static ModelArtsResponseException tooLarge(long limit) {
        return new ModelArtsResponseException(
                "The answer is larger than maxResponseSize=" + limit
                        + " bytes; raise the option if that is what to expect",
                null);
    }

    private static void copy(InputStream from, ReceivedBytes to, long most) throws IOException {
        byte[] buffer = new byte[16_384];
        int read = 0;
        while (read >= 0 && to.size() < most) {
            to.write(buffer, 0, read);
            read = from.read(buffer, 0, (int) Math.min(buffer.length, most - to.size()));
        }
    }

    private String coding() {
        String header = headers.get("Content-Encoding");
        return header == null ? "" : header.strip().toLowerCase(Locale.ROOT);
    }
}
