package io.github.camelmodelarts.local.obs;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Content that was written to a temporary file and has no key yet. Must be closed: that deletes the file, unless it has
 * become an object or a part.
 */
final class Received implements AutoCloseable {

    private static final int BUFFER = 64 << 10;

    private final Path file;
    private final long size;
    private final byte[] md5;

    private Received(Path file, long size, byte[] md5) {
        this.file = file;
        this.size = size;
        this.md5 = md5;
    }

    /** Reads the stream to its end. If that fails, nothing is left. */
    static Received read(InputStream content, Path directory) throws IOException {
        Path file = Files.createTempFile(directory, "received", ".tmp");
        try {
            MessageDigest digest = digest();
            long size = 0;
            try (OutputStream out = Files.newOutputStream(file)) {
                byte[] buffer = new byte[BUFFER];
                for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
                    out.write(buffer, 0, n);
                    digest.update(buffer, 0, n);
                    size += n;
                }
            }
            return new Received(file, size, digest.digest());
        } catch (IOException | RuntimeException | Error e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no MD5", e);
        }
    }

    Path file() {
        return file;
    }

    long size() {
        return size;
    }

    byte[] md5() {
        return md5.clone();
    }

    String etag() {
        return HexFormat.of().formatHex(md5);
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
    }
}
