package io.github.camelmodelarts.local.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.local.signing.RawRequest;

/**
 * Finds the request heads in the octets of one HTTP/1.1 connection by following the framing of the bodies between them
 * (RFC 9112, sections 6 and 7). After octets that it can't parse it finds no more heads; Undertow rejects them too.
 * Thread-safe.
 */
final class HeadSplitter {

    /** The limit of a head, the same as Undertow's. */
    private static final int MAX_HEAD = 1 << 20;

    private static final int CRLF = 2;

    private enum Phase {
        HEAD,
        BODY,
        CHUNK_SIZE,
        CHUNK,
        TRAILER,
        LOST
    }

    private final Deque<RawRequest> heads = new ArrayDeque<>();
    private final ByteArrayOutputStream head = new ByteArrayOutputStream(512);
    private final StringBuilder line = new StringBuilder();
    private Phase phase = Phase.HEAD;
    private long toSkip;
    private boolean lineIsEmpty = true;

    /** Removes and returns the oldest head, or null. */
    synchronized @Nullable RawRequest take() {
        return heads.poll();
    }

    /** Reads the whole buffer. */
    synchronized void feed(ByteBuffer octets) {
        while (octets.hasRemaining()) {
            switch (phase) {
                case HEAD -> head(octets.get());
                case BODY, CHUNK -> skip(octets);
                case CHUNK_SIZE -> chunkSize((char) (octets.get() & 0xFF));
                case TRAILER -> trailer(octets.get());
                case LOST -> octets.position(octets.limit());
            }
        }
    }

    private void head(byte octet) {
        if (head.size() == 0 && (octet == '\r' || octet == '\n')) {
            return; // an empty line before a request is ignored (RFC 9112, section 2.2)
        }
        head.write(octet);
        if (isEndOfBlock(octet)) {
            RawRequest complete = HeadText.parse(head.toByteArray());
            head.reset();
            heads.add(complete);
            expectBody(complete);
        } else if (head.size() > MAX_HEAD) {
            lose();
        }
    }

    /** Whether this octet ends an empty line. */
    private boolean isEndOfBlock(byte octet) {
        if (octet == '\n') {
            boolean end = lineIsEmpty;
            lineIsEmpty = true;
            return end;
        }
        lineIsEmpty = lineIsEmpty && octet == '\r';
        return false;
    }

    private void expectBody(RawRequest request) {
        String coding = request.header("Transfer-Encoding");
        if (coding != null) {
            phase = coding.toLowerCase(Locale.ROOT).endsWith("chunked") ? Phase.CHUNK_SIZE : Phase.LOST;
            return;
        }
        String length = request.header("Content-Length");
        toSkip = length == null ? 0 : number(length, 10);
        phase = toSkip > 0 ? Phase.BODY : toSkip == 0 ? Phase.HEAD : Phase.LOST;
    }

    private void skip(ByteBuffer octets) {
        int step = (int) Math.min(toSkip, octets.remaining());
        octets.position(octets.position() + step);
        toSkip -= step;
        if (toSkip == 0) {
            phase = phase == Phase.BODY ? Phase.HEAD : Phase.CHUNK_SIZE;
        }
    }

    private void chunkSize(char octet) {
        if (octet != '\n') {
            line.append(octet);
            if (line.length() > MAX_HEAD) {
                lose();
            }
            return;
        }
        int extension = line.indexOf(";");
        long size = number(extension < 0 ? line.toString() : line.substring(0, extension), 16);
        line.setLength(0);
        lineIsEmpty = true;
        toSkip = size + CRLF;
        phase = size > 0 ? Phase.CHUNK : size == 0 ? Phase.TRAILER : Phase.LOST;
    }

    private void trailer(byte octet) {
        if (isEndOfBlock(octet)) {
            phase = Phase.HEAD;
        }
    }

    private static long number(String digits, int radix) {
        try {
            return Long.parseLong(digits.trim(), radix);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private void lose() {
        phase = Phase.LOST;
        head.reset();
        line.setLength(0);
    }
}
