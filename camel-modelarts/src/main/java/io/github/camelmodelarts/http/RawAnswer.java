package io.github.camelmodelarts.http;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.Headers;
import io.github.camelmodelarts.api.ModelArtsResponseException;
import io.github.camelmodelarts.api.Printable;
import io.github.camelmodelarts.api.ServiceResponse;

/** An answer as it came off the wire, perhaps compressed, perhaps cut. Unpacked on a worker: inflating takes its time. */
record RawAnswer(int status, Headers headers, ByteArrayOutputStream content, boolean cut) {

    /**
     * The answer, unpacked.
     *
     * @throws ModelArtsResponseException if it unpacks to more than {@code limit} bytes, or not at all
     */
    ServiceResponse unpacked(long limit) throws ModelArtsResponseException {
        String coding = coding(headers.get("Content-Encoding"));
        if (coding.isEmpty() || coding.equals("identity") || content.size() == 0) {
            return new ServiceResponse(status, headers, content.toByteArray());
        }
        if (!coding.equals("gzip") && !coding.equals("x-gzip")) {
            throw new ModelArtsResponseException(
                    "The answer (status " + status + ") is in the content coding '" + Printable.of(coding, 40)
                            + "', which was not asked for and is not understood; only gzip is",
                    null);
        }
        return new ServiceResponse(status, headers, inflated(limit));
    }

    private byte[] inflated(long limit) throws ModelArtsResponseException {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        byte[] buffer = new byte[16_384];
        try (InputStream packed = new GZIPInputStream(new ByteArrayInputStream(content.toByteArray()))) {
            for (int read = packed.read(buffer); read >= 0; read = packed.read(buffer)) {
                if (plain.size() + (long) read > limit) {
                    throw AnswerConsumer.tooLarge(limit);
                }
                plain.write(buffer, 0, read);
            }
        } catch (ModelArtsResponseException e) {
            throw e;
        } catch (IOException e) {
            if (!cut) {
                throw new ModelArtsResponseException(
                        "The answer (status " + status + ") says it is gzip but can't be unpacked: " + e.getMessage(),
                        e);
            }
            // the kept beginning of a long error body: what could be unpacked of it will do
        }
        return plain.toByteArray();
    }

    private static String coding(@Nullable String header) {
        return header == null ? "" : header.strip().toLowerCase(Locale.ROOT);
    }
}
