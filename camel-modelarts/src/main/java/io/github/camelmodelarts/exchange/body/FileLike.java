package io.github.camelmodelarts.exchange.body;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * A value that stands for a file, as {@link FileLikes} read it.
 *
 * @param isFile whether the value itself is a file; bytes and streams are one only if a header says so
 * @param name its own name, or null
 * @param mediaType the media type that came with it, or null if none came or it says nothing
 * @param charset the charset of its text if its source names one, or null
 * @param content what is in it
 */
record FileLike(
        boolean isFile,
        @Nullable String name,
        @Nullable String mediaType,
        @Nullable Charset charset,
        Content content) {

    /** Bytes or a stream, without a name. */
    static FileLike of(Content content) {
        return new FileLike(false, null, null, null, content);
    }

    /** The same content as a file of this name; null for the name that it has. */
    FileLike named(@Nullable String given) {
        return new FileLike(true, given == null ? name : given, mediaType, charset, content);
    }

    /** The same file, whose text is in this charset. */
    FileLike in(@Nullable Charset given) {
        return new FileLike(isFile, name, mediaType, given, content);
    }

    /** The same file without its name. */
    FileLike nameless() {
        return new FileLike(isFile, null, mediaType, charset, content);
    }

    /** The same file, with this name and media type where it has none. */
    FileLike orElse(@Nullable String otherName, @Nullable String otherType) {
        return new FileLike(
                isFile, name == null ? otherName : name, mediaType == null ? otherType : mediaType, charset, content);
    }

    /** Whether it has text in another charset than UTF-8, in which JSON is sent. */
    boolean isInOtherCharset() {
        return charset != null && !charset.equals(StandardCharsets.UTF_8);
    }

    boolean isSame(FileLike other) {
        return content.isSame(other.content);
    }
}
