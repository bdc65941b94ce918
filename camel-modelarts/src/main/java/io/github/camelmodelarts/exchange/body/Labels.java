package io.github.camelmodelarts.exchange.body;

import java.util.List;
import java.util.function.Function;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.text.Printable;

/**
 * The values of a message's headers that describe its body. Immutable.
 *
 * @param field the multipart field, or the field of the JSON object
 * @param fileName the name that the route's author set, or null
 * @param fileType the media type that the route's author set, or null
 * @param receivedName the name that a consumer or another step set, or null
 * @param receivedType the media type that came with that name, or null
 * @param contentType the header {@code Content-Type}, or null
 * @param contentEncoding the header {@code Content-Encoding}, or null
 */
record Labels(
        String field,
        @Nullable String fileName,
        @Nullable String fileType,
        @Nullable String receivedName,
        @Nullable String receivedType,
        @Nullable String contentType,
        @Nullable String contentEncoding) {

    private static final Origin CAMEL = new Origin(Exchange.FILE_NAME, Exchange.FILE_CONTENT_TYPE);

    /**
     * The headers in which Camel's components set the name and media type of a file, in the order in which they are
     * read.
     */
    private static final List<Origin> ORIGINS = List.of(
            // sets CamelFileName, too
            new Origin("CamelHwCloudObsObjectKey", Exchange.CONTENT_TYPE),
            CAMEL,
            new Origin("CamelAwsS3Key", "CamelAwsS3ContentType"),
            new Origin("CamelMinioObjectName", "CamelMinioContentType"),
            new Origin("CamelAzureStorageBlobBlobName", "CamelAzureStorageBlobContentType"),
            new Origin("CamelAzureStorageDataLakeFileName", "CamelAzureStorageDataLakeContentType"),
            new Origin("CamelGoogleCloudStorageObjectName", "CamelGoogleCloudStorageContentType"),
            new Origin("CamelIBMCOSKey", "CamelIBMCOSContentType"));

    private record Origin(String name, String type) {

        /** The header for the type, or null if it is the one that each message can have. */
        @Nullable
        String ownType() {
            return type.equals(Exchange.CONTENT_TYPE) ? null : type;
        }
    }

    /** @throws ModelArtsRequestException if a header of this component has an invalid value */
    static Labels of(Message message, String inputName) {
        String type = text(message, ModelArtsConstants.FILE_TYPE);
        String name = text(message, ModelArtsConstants.FILE_NAME);
        if (type != null && MediaTypes.plain(type) == null) {
            throw new ModelArtsRequestException("The header " + ModelArtsConstants.FILE_TYPE + " is '"
                    + Printable.of(type, 60) + "', which is not a media type: set it to image/png for example");
        }
        Origin named = first(message, Origin::name);
        Origin origin = named == null ? typed(message) : named;
        String received = text(message, origin.name);
        boolean isStores = origin.type.equals(Exchange.CONTENT_TYPE) && !contradict(received, contentType(message));
        return new Labels(
                field(message, inputName),
                name,
                type == null ? null : type.trim(),
                received != null
                        ? received
                        : FormPart.of(text(message, "Content-Disposition")).fileName(),
                isStores || !origin.type.equals(Exchange.CONTENT_TYPE)
                        ? MediaTypes.plain(text(message, origin.type))
                        : null,
                isStores ? null : contentType(message),
                text(message, Exchange.CONTENT_ENCODING));
    }

    /**
     * Returns whether the name is that of a binary file, a picture for example, and the media type is text, JSON or a
     * form. Then an earlier step left one of the two headers.
     */
    private static boolean contradict(@Nullable String name, @Nullable String contentType) {
        String byName = MediaTypes.ofName(name);
        return byName != null && !MediaTypes.isMessage(byName) && MediaTypes.isMessage(contentType);
    }

    /** Returns the headers of the first component that set a media type but no name, otherwise Camel's own headers. */
    private static Origin typed(Message message) {
        Origin typed = first(message, Origin::ownType);
        return typed == null ? CAMEL : typed;
    }

    private static @Nullable Origin first(Message message, Function<Origin, @Nullable String> header) {
        for (Origin known : ORIGINS) {
            String name = header.apply(known);
            if (name != null && text(message, name) != null) {
                return known;
            }
        }
        return null;
    }

    /** Returns the field that the header names, otherwise the field that the option names. */
    private static String field(Message message, String inputName) {
        String chosen = message.getHeader(ModelArtsConstants.INPUT_NAME, String.class);
        return chosen == null ? inputName : chosen;
    }

    static @Nullable String contentType(Message message) {
        return text(message, Exchange.CONTENT_TYPE);
    }

    /** Returns the media type of text that is sent unchanged, or null. */
    static @Nullable String rawType(Message message) {
        String type = text(message, ModelArtsConstants.FILE_TYPE);
        return type == null ? contentType(message) : type;
    }

    private static @Nullable String text(Message message, String header) {
        String value = message.getHeader(header, String.class);
        return value == null || value.isBlank() ? null : value;
    }

    /** Returns whether headers of the route's author say that the body is a file. */
    boolean sayFile() {
        return fileName != null || fileType != null;
    }

    /** Returns whether any header says that bytes or a stream are a file. */
    boolean hintAtFile() {
        return sayFile() || receivedName != null || receivedType != null || isBinary(contentType);
    }

    private static boolean isBinary(@Nullable String contentType) {
        return MediaTypes.plain(contentType) != null && !MediaTypes.isMessage(contentType);
    }

    /**
     * Returns the name to send: the name that the author set, otherwise the own name of a file, or for bytes and streams
     * the received name.
     */
    String name(FileLike file) {
        String own = file.isFile() ? file.name() : receivedName;
        return FileNames.last(fileName != null ? fileName : own, "file");
    }

    /**
     * Returns the media type to send. The header {@code Content-Type} is ignored for a file, because an earlier step
     * may have left it.
     */
    String type(FileLike file) {
        if (fileType != null) {
            return fileType;
        } else if (file.mediaType() != null) {
            return file.mediaType();
        }
        String received = !file.isFile() || isReceived(file.name()) ? MediaTypes.telling(receivedType) : null;
        if (received != null) {
            return received;
        }
        String byName = MediaTypes.ofName(name(file));
        if (byName != null) {
            return byName;
        }
        String content = file.isFile() || !isBinary(contentType) ? null : MediaTypes.plain(contentType);
        return content == null ? MediaTypes.OCTETS : content;
    }

    private boolean isReceived(@Nullable String name) {
        return name != null && FileNames.last(name, "").equals(FileNames.last(receivedName, ""));
    }

    /** Returns the body with the name and media type to send. */
    FileLike labelled(FileLike file) {
        return new FileLike(true, name(file), type(file), file.charset(), file.content());
    }

    /**
     * Returns one of several files with the name and media type to send. Only headers that the author set are used,
     * because the others describe the body as a whole.
     */
    FileLike labelled(FileLike file, String otherwise) {
        String name = FileNames.last(fileName != null ? fileName : file.name(), otherwise);
        return new FileLike(true, name, typeOf(file, name), file.charset(), file.content());
    }

    private String typeOf(FileLike file, @Nullable String name) {
        String type =
                fileType != null ? fileType : file.mediaType() != null ? file.mediaType() : MediaTypes.ofName(name);
        return type == null ? MediaTypes.OCTETS : type;
    }

    /** Returns the media type of a file that is sent without its name. */
    String typeOf(FileLike file) {
        return typeOf(file, file.name());
    }

    /** Returns text as a file in UTF-8. */
    FileLike text(CharSequence text) {
        FileLike file = FileLike.of(new Content.Bytes(TextBody.utf8(text)));
        String type = fileType != null ? fileType : MediaTypes.ofName(name(file));
        return new FileLike(true, name(file), type == null ? "text/plain; charset=UTF-8" : type, null, file.content());
    }

    /**
     * Returns the media type of a body that is sent unchanged. A text type in {@code Content-Type} is ignored for a
     * file with a binary type, because an earlier step left it.
     */
    String rawType(FileLike file) {
        String type = type(file);
        boolean leftOver = file.isFile()
                && MediaTypes.isMessage(contentType)
                && !MediaTypes.isMessage(type)
                && !type.equals(MediaTypes.OCTETS);
        return fileType != null || contentType == null || leftOver ? type : contentType;
    }
}
