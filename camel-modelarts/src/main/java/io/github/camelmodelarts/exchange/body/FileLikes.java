package io.github.camelmodelarts.exchange.body;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

import jakarta.activation.DataHandler;
import jakarta.activation.DataSource;
import jakarta.activation.FileDataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.StreamCache;
import org.apache.camel.WrappedFile;
import org.apache.camel.attachment.Attachment;
import org.apache.camel.attachment.ByteArrayDataSource;
import org.apache.camel.component.file.GenericFile;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.exchange.body.Streamed.Reading;

/**
 * The table of the types that can stand for a file in an exchange. The first recogniser that matches a value is used.
 */
public final class FileLikes {

    private static final List<Recogniser<?>> RECOGNISERS = List.of(
            new Recogniser<>(FileLike.class, (file, exchange) -> file),
            new Recogniser<>(File.class, (file, exchange) -> local(file.toPath())),
            new Recogniser<>(Path.class, (path, exchange) -> local(path)),
            new Recogniser<>(WrappedFile.class, FileLikes::wrapped),
            new Recogniser<>(Attachment.class, FileLikes::attachment),
            new Recogniser<>(DataHandler.class, (data, exchange) -> source(data.getDataSource())),
            new Recogniser<>(DataSource.class, (data, exchange) -> source(data)),
            new Recogniser<>(byte[].class, (bytes, exchange) -> FileLike.of(new Content.Bytes(bytes))),
            new Recogniser<>(ByteBuffer.class, (bytes, exchange) -> FileLike.of(buffer(bytes))),
            new Recogniser<>(StreamCache.class, (cache, exchange) -> FileLike.of(cached(cache, exchange))),
            new Recogniser<>(InputStream.class, (stream, exchange) -> FileLike.of(once(stream))));

    private record Recogniser<T>(Class<T> type, BiFunction<T, Exchange, FileLike> read) {

        @Nullable
        FileLike of(Object value, Exchange exchange) {
            return type.isInstance(value) ? read.apply(type.cast(value), exchange) : null;
        }
    }

    private FileLikes() {}

    /** Returns the types of values that can stand for a file. */
    static List<Class<?>> types() {
        return RECOGNISERS.stream().<Class<?>>map(Recogniser::type).toList();
    }

    /** Returns whether a value can stand for a file. */
    public static boolean isFileLike(@Nullable Object value) {
        // the most frequent values, without a search in the table
        if (value == null || value instanceof CharSequence || value instanceof Number || value instanceof Map) {
            return false;
        }
        for (Recogniser<?> known : RECOGNISERS) {
            if (known.type.isInstance(value)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns whether reading the name and media type of a value may wait for a server: a mail server, or the server of
     * a URL.
     */
    static boolean mayWait(@Nullable Object value) {
        if (value instanceof Attachment attachment) {
            return mayWait(attachment.getDataHandler());
        } else if (value instanceof DataHandler data) {
            return mayWait(data.getDataSource());
        }
        return value instanceof DataSource
                && !(value instanceof FileDataSource)
                && !(value instanceof ByteArrayDataSource);
    }

    /** Returns this value as a file, or null if it can't stand for one. Opens and reads nothing. */
    static @Nullable FileLike of(@Nullable Object value, Exchange exchange) {
        if (value == null || !isFileLike(value)) {
            return null;
        }
        for (Recogniser<?> recogniser : RECOGNISERS) {
            FileLike file = recogniser.of(value, exchange);
            if (file != null) {
                return file;
            }
        }
        return null;
    }

    /** Returns a value for which {@link #isFileLike} is true as a file. */
    static FileLike require(Object value, Exchange exchange) {
        FileLike file = of(value, exchange);
        if (file == null) {
            throw new IllegalArgumentException(value.getClass() + " can't stand for a file");
        }
        return file;
    }

    private static FileLike local(Path path) {
        Path name = path.getFileName();
        return new FileLike(true, name == null ? null : name.toString(), null, null, new Content.LocalFile(path));
    }

    /**
     * Returns a file that a consumer picked up: a file on this machine, or the content of a remote file that the consumer
     * fetched.
     */
    private static FileLike wrapped(WrappedFile<?> wrapped, Exchange exchange) {
        GenericFile<?> known = wrapped instanceof GenericFile<?> generic ? generic : null;
        String name =
                known == null ? null : known.getFileNameOnly() == null ? known.getFileName() : known.getFileNameOnly();
        if (wrapped.getFile() instanceof File file) {
            return local(file.toPath()).named(name).in(charset(known));
        }
        FileLike content = of(wrapped.getBody(), exchange);
        if (content == null) {
            CamelContext context = exchange.getContext();
            InputStream loaded =
                    context == null ? null : context.getTypeConverter().convertTo(InputStream.class, exchange, wrapped);
            if (loaded == null) {
                throw new ModelArtsRequestException("The body is a remote file whose content can't be read as a"
                        + " stream: nothing was sent. Convert the body to bytes before this endpoint");
            }
            content = FileLike.of(once(loaded));
        }
        return content.named(name).in(charset(known));
    }

    private static @Nullable Charset charset(@Nullable GenericFile<?> file) {
        return file == null || file.getCharset() == null ? null : Charset.forName(file.getCharset());
    }

    /**
     * Returns an attachment as a file. A file name in its {@code Content-Disposition} replaces the name of its
     * DataSource, because with a servlet the latter is the name of the field.
     */
    private static FileLike attachment(Attachment attachment, Exchange exchange) {
        DataHandler data = attachment.getDataHandler();
        if (data == null) {
            throw new ModelArtsRequestException(
                    "An attachment has no content, because its DataHandler is null: nothing was sent. Remove the"
                            + " attachment");
        }
        FileLike file = source(data.getDataSource());
        String name = FormPart.of(attachment).fileName();
        return name == null ? file : file.named(name);
    }

    private static FileLike source(DataSource data) {
        Content content = data instanceof FileDataSource source
                ? new Content.LocalFile(source.getFile().toPath())
                : new Streamed(data, data::getInputStream, Reading.AGAIN, -1);
        try {
            return new FileLike(
                    true, FileNames.decoded(data.getName()), MediaTypes.telling(data.getContentType()), null, content);
        } catch (RuntimeException e) {
            throw Content.unreadable("An attachment", e);
        }
    }

    private static Content buffer(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return new Content.Bytes(bytes);
    }

    private static Content once(InputStream stream) {
        return new Streamed(stream, () -> new OneShotStream(stream), Reading.ONCE, -1);
    }

    /**
     * Returns the content of a copy of the cache, because a call that was given up may still read it while the route
     * continues with the body.
     */
    private static Content cached(StreamCache shared, Exchange exchange) {
        StreamCache cache;
        try {
            StreamCache copy = shared.copy(exchange);
            // some caches can't be copied
            cache = copy == null ? shared : copy;
        } catch (IOException e) {
            throw Content.unreadable("The body", e);
        }
        Reading reading = cache.inMemory() ? Reading.IN_MEMORY : Reading.AGAIN;
        return cache instanceof InputStream stream
                ? new Streamed(
                        shared, new CachedStream(cache, stream), reading, cache.length() > 0 ? cache.length() : -1)
                : new Streamed(shared, () -> written(cache), reading, -1);
    }

    private static InputStream written(StreamCache cache) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        cache.reset();
        cache.writeTo(bytes);
        return new ByteArrayInputStream(bytes.toByteArray());
    }
}
