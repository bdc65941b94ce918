package io.github.camelmodelarts.exchange;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

import jakarta.activation.DataHandler;
import jakarta.activation.FileDataSource;
import org.apache.camel.Exchange;
import org.apache.camel.StreamCache;
import org.apache.camel.WrappedFile;
import org.apache.camel.support.ExchangeHelper;
import org.apache.camel.util.IOHelper;
import org.apache.camel.util.MimeTypeHelper;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.Body;
import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.text.Printable;

/** A file, bytes, text or a stream out of an exchange, with the name it is sent under. Immutable but for one-shot streams. */
final class Content {

    private static final String OCTETS = "application/octet-stream";

    private final Exchange exchange;
    private final Object value;
    private final String name;
    private final Charset charset;

    private Content(Exchange exchange, Object value, String name, Charset charset) {
        this.exchange = exchange;
        this.value = value;
        this.name = name;
        this.charset = charset;
    }

    static boolean isFile(@Nullable Object value) {
        return value instanceof File || value instanceof Path || value instanceof WrappedFile;
    }

    static boolean isText(@Nullable Object value) {
        return value instanceof CharSequence;
    }

    static boolean isBinary(@Nullable Object value) {
        return isFile(value)
                || value instanceof byte[]
                || value instanceof InputStream
                || value instanceof StreamCache
                || value instanceof DataHandler;
    }

    /**
     * The content of a value for which one of the questions above is answered with yes.
     *
     * @param name to send it under, or null for the file's own
     * @throws ModelArtsRequestException if it is a file that is empty, no regular file or can't be read
     */
    static Content of(Exchange exchange, @Nullable Object value, @Nullable String name) {
        Charset charset = charset(exchange);
        if (value instanceof File file) {
            return ofFile(exchange, file.toPath(), name, charset);
        } else if (value instanceof Path path) {
            return ofFile(exchange, path, name, charset);
        } else if (value instanceof WrappedFile<?> wrapped) {
            return ofWrapped(exchange, wrapped, name, charset);
        } else if (value instanceof DataHandler data) {
            return data.getDataSource() instanceof FileDataSource source
                    ? ofFile(exchange, source.getFile().toPath(), name, charset)
                    : new Content(exchange, bytes(data), name == null ? named(data.getName()) : name, charset);
        }
        if (value == null) {
            throw new IllegalArgumentException("null is no content");
        }
        return new Content(exchange, value, named(name), charset);
    }

    /** The name it is sent under. */
    String name() {
        return name;
    }

    boolean isJson() {
        return name.toLowerCase(Locale.ROOT).endsWith(".json");
    }

    /** What was declared, else what the name's extension says. */
    String mediaType(@Nullable String declared) {
        if (declared != null) {
            return declared;
        }
        String probed = name.indexOf('.') < 0 ? null : MimeTypeHelper.probeMimeType(name);
        return probed == null ? OCTETS : probed;
    }

    /** As a body: a file is not covered by a signature, what is in memory or can be read again is. */
    Body as(@Nullable String mediaType) {
        try {
            if (value instanceof Path file) {
                return Body.file(file, mediaType);
            } else if (value instanceof byte[] bytes) {
                return Body.of(bytes, mediaType);
            } else if (value instanceof StreamCache cache) {
                return cached(exchange, cache, mediaType);
            } else if (value instanceof InputStream stream) {
                return Body.once(OneShotStream.of(exchange, stream), -1, mediaType);
            }
            return Body.of(value.toString().getBytes(charset), mediaType);
        } catch (IOException e) {
            throw new ModelArtsRequestException("The body can't be read: " + e, e);
        }
    }

    /** The same, but a file is covered by a signature too. */
    Body signed(String mediaType) {
        try {
            return value instanceof Path file ? Body.signedFile(file, mediaType) : as(mediaType);
        } catch (IOException e) {
            throw new ModelArtsRequestException("The file " + name + " can't be read: " + e, e);
        }
    }

    private static Content ofFile(Exchange exchange, Path file, @Nullable String name, Charset charset) {
        String own = String.valueOf(file.getFileName());
        requireReadable(file, own);
        return new Content(exchange, file, name == null ? own : name, charset);
    }

    private static Content ofWrapped(
            Exchange exchange, WrappedFile<?> wrapped, @Nullable String name, Charset charset) {
        if (wrapped.getFile() instanceof File file) {
            return ofFile(exchange, file.toPath(), name, charset);
        }
        // a remote file: Camel fetches its content, or has it already
        InputStream content = exchange.getContext().getTypeConverter().convertTo(InputStream.class, exchange, wrapped);
        if (content == null) {
            throw new ModelArtsRequestException(
                    "The body is a file that is not on this machine, and its content can't be had as a"
                            + " stream: convert the body to bytes before");
        }
        String known = exchange.getMessage().getHeader(ModelArtsConstants.FILE_NAME, String.class);
        return new Content(exchange, content, named(name == null ? known : name), charset);
    }

    private static void requireReadable(Path file, String name) {
        if (Files.isDirectory(file)) {
            throw new ModelArtsRequestException(
                    name + " is a directory: send one file per exchange, as the file: component does");
        } else if (!Files.exists(file)) {
            throw new ModelArtsRequestException("The file " + name + " does not exist (any more): nothing was sent");
        } else if (!Files.isRegularFile(file)) {
            throw new ModelArtsRequestException(
                    name + " is no regular file but a device or a pipe: send its content as a stream");
        } else if (!Files.isReadable(file)) {
            throw new ModelArtsRequestException("The file " + name + " can't be read: check its permissions");
        }
        try {
            if (Files.size(file) == 0) {
                throw new ModelArtsRequestException(
                        "The file " + name + " is empty, which no model can work with: if it was still"
                                + " being written, let the route wait with readLock=changed");
            }
        } catch (IOException e) {
            throw new ModelArtsRequestException("The file " + name + " can't be read: " + e, e);
        }
    }

    /** Its own view of what the exchange holds: a call that was given up may still read while the route goes on with the body. */
    private static Body cached(Exchange exchange, StreamCache shared, @Nullable String mediaType) throws IOException {
        StreamCache cache = shared.copy(exchange);
        if (cache instanceof InputStream stream) {
            CachedStream source = new CachedStream(cache, stream);
            long length = cache.length() > 0 ? cache.length() : -1;
            return cache.inMemory()
                    ? Body.inMemory(source, length, mediaType)
                    : Body.repeatable(source, length, mediaType);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        shared.reset();
        shared.writeTo(bytes);
        shared.reset();
        return Body.of(bytes.toByteArray(), mediaType);
    }

    private static byte[] bytes(DataHandler data) {
        try (InputStream in = data.getInputStream()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new ModelArtsRequestException("The attachment " + data.getName() + " can't be read: " + e, e);
        }
    }

    private static String named(@Nullable String name) {
        return name == null || name.isBlank() ? "file" : name;
    }

    /** What the media type names, or else the exchange's property, or else UTF-8: JSON has no other. */
    private static Charset charset(Exchange exchange) {
        String mediaType = exchange.getMessage().getHeader(ModelArtsConstants.CONTENT_TYPE, "", String.class);
        String name = mediaType.contains("charset=")
                ? IOHelper.getCharsetNameFromContentType(mediaType)
                : ExchangeHelper.getCharsetName(exchange, false);
        try {
            return name == null ? StandardCharsets.UTF_8 : Charset.forName(name);
        } catch (IllegalArgumentException e) {
            throw new ModelArtsRequestException(
                    "The charset '" + Printable.of(name, 40) + "' of the body is not known here: name"
                            + " another in the header Content-Type",
                    e);
        }
    }
}
