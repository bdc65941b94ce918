package io.github.camelmodelarts.exchange.body;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * A value that stands for a file, as {@link FileLikes} recognised it.
 *
 * @param isFile whether the value itself is a file; bytes and streams are sent as a file only if a header says so
 * @param name the value's own name, or null
 * @param mediaType the media type that came with the value, or null if none came or it is
 *     {@code application/octet-stream}
 * @param charset the charset of its text if its source names one, or null
 * @param content the bytes
 */
record FileLike(
        boolean isFile,
        @Nullable String name,
        @Nullable String mediaType,
        @Nullable Charset charset,
        Content content) {

    /** Returns bytes or a stream, without a name. */
    static FileLike of(Content content) {
        return new FileLike(false, null, null, null, content);
    }

    /** Returns the same content as a file with this name; null keeps the name. */
    FileLike named(@Nullable String given) {
        return new FileLike(true, given == null ? name : given, mediaType, charset, content);
    }

    /** Returns the same file with this charset. */
    FileLike in(@Nullable Charset given) {
        return new FileLike(isFile, name, mediaType, given, content);
    }

    /** Returns the same file without its name. */
    FileLike nameless() {
        return new FileLike(isFile, null, mediaType, charset, content);
    }

    /** Returns the same file, with this name and media type if it has none. */
    FileLike orElse(@Nullable String otherName, @Nullable String otherType) {
        return new FileLike(
                isFile, name == null ? otherName : name, mediaType == null ? otherType : mediaType, charset, content);
    }

    /** Returns whether its charset is not UTF-8, which is the charset of JSON that is sent. */
    boolean isInOtherCharset() {
        return charset != null && !charset.equals(StandardCharsets.UTF_8);
    }

    boolean isSame(FileLike other) {
        return content.isSame(other.content);
    }
}
