package io.github.camelmodelarts.exchange.body;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.Body;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.text.Printable;

/** The bytes of a file, an array or a stream. */
interface Content {

    /** In bytes: how much of the content is read to detect its type. */
    int HEAD = 8192;

    /** Returns whether {@link #head} and {@link #body} may wait, for a disk or for the writer of a stream. */
    boolean mayBlock();

    /** Returns the first {@link #HEAD} bytes, or all if there are fewer. */
    byte[] head();

    /**
     * Returns a body of this content, which is never empty.
     *
     * @param what the name of the content in error messages
     * @param mediaType the media type of the body, or null
     * @throws ModelArtsRequestException if the content is empty or can't be read
     */
    Body body(String what, @Nullable String mediaType);

    /** Like {@link #body}, but a signature covers the content if it can be read more than once. */
    default Body signed(String what, @Nullable String mediaType) {
        return body(what, mediaType);
    }

    /**
     * Reads the whole content into memory.
     *
     * @throws ModelArtsRequestException if the content can't be read
     */
    byte[] all();

    /** Returns whether the content has no bytes. */
    default boolean isEmpty() {
        return head().length == 0;
    }

    /** Returns whether the content is a file on this machine, which was not read yet. */
    default boolean isLocalFile() {
        return false;
    }

    /** Closes a stream whose beginning was read, because its content is refused. Otherwise its end closes it. */
    default void refuse() {}

    /** Returns whether both are the same file, array or stream. */
    boolean isSame(Content other);

    static ModelArtsRequestException unreadable(String what, Throwable cause) {
        return new ModelArtsRequestException(
                what + " can't be read: " + Printable.of(String.valueOf(cause), 300) + ". Nothing was sent", cause);
    }

    /** A file on this machine. Only its attributes are read, except by {@link #all}. */
    record LocalFile(Path path) implements Content {

        @Override
        public boolean isLocalFile() {
            return true;
        }

        @Override
        public boolean mayBlock() {
            return false;
        }

        @Override
        public byte[] head() {
            throw new UnsupportedOperationException("the beginning of a local file is not read");
        }

        @Override
        public byte[] all() {
            requireReadable();
            try {
                return Files.readAllBytes(path);
            } catch (IOException e) {
                throw unreadable("The file " + name(), e);
            }
        }

        @Override
        public boolean isEmpty() {
            return path.toFile().length() == 0;
        }

        /**
         * Returns a body that a signature does not cover: ModelArts expects files to be sent as
         * {@code UNSIGNED-PAYLOAD}.
         */
        @Override
        public Body body(String what, @Nullable String mediaType) {
            requireReadable();
            try {
                return Body.file(path, mediaType);
            } catch (IOException e) {
                throw unreadable("The file " + name(), e);
            }
        }

        @Override
        public Body signed(String what, @Nullable String mediaType) {
            requireReadable();
            try {
                return Body.signedFile(path, mediaType);
            } catch (IOException e) {
                throw unreadable("The file " + name(), e);
            }
        }

        @Override
        public boolean isSame(Content other) {
            return other instanceof LocalFile file
                    && file.path
                            .toAbsolutePath()
                            .normalize()
                            .equals(path.toAbsolutePath().normalize());
        }

        private String name() {
            return Printable.of(String.valueOf(path.getFileName()), 100);
        }

        private void requireReadable() {
            String name = name();
            if (Files.isDirectory(path)) {
                throw new ModelArtsRequestException(
                        name + " is a directory, which can't be sent: send one file per exchange, as the file:"
                                + " component does");
            } else if (!Files.exists(path)) {
                throw new ModelArtsRequestException(
                        "The file " + name + " does not exist: nothing was sent. Check its path, and whether an"
                                + " earlier step moved or deleted it");
            } else if (!Files.isRegularFile(path)) {
                throw new ModelArtsRequestException(
                        name + " is a device or a pipe and not a regular file: send its content as a stream");
            } else if (!Files.isReadable(path)) {
                throw new ModelArtsRequestException("The file " + name + " can't be read: check its permissions");
            }
            try {
                if (Files.size(path) == 0) {
                    throw new ModelArtsRequestException("The file " + name
                            + " is empty, which no model can use: nothing was sent. If it is still being written, let"
                            + " the route wait with readLock=changed");
                }
            } catch (IOException e) {
                throw unreadable("The file " + name, e);
            }
        }
    }

    static ModelArtsRequestException empty(String what) {
        return new ModelArtsRequestException(
                what + " is empty: nothing was sent. If it is a stream, an earlier step may have read it: turn on"
                        + " stream caching, which makes it readable again. To send no body, set it to null");
    }

    /** Bytes in memory. */
    final class Bytes implements Content {

        private final byte[] bytes;

        Bytes(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public boolean mayBlock() {
            return false;
        }

        @Override
        public byte[] all() {
            return bytes;
        }

        @Override
        public byte[] head() {
            return bytes.length <= HEAD ? bytes : Arrays.copyOf(bytes, HEAD);
        }

        @Override
        public Body body(String what, @Nullable String mediaType) {
            if (bytes.length == 0) {
                throw empty(what);
            }
            return Body.of(bytes, mediaType);
        }

        @Override
        public boolean isSame(Content other) {
            return other instanceof Bytes same && same.bytes == bytes;
        }
    }
}
