package io.github.camelmodelarts.exchange.body;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import javax.xml.transform.Source;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.util.ByteBufferBackedInputStream;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.Body;
import io.github.camelmodelarts.api.ModelArtsRequestException;

/**
 * Reads and writes the JSON of applications. Objects are written with the Jackson modules on the class path, and dates
 * as ISO 8601 text. Text after the JSON is refused. Files inside objects are embedded or refused. Numbers that do not
 * exist in JSON are refused.
 */
public final class ObjectJson {

    /** A mapper that refuses files. It is shared, so it must not be configured. */
    public static final JsonMapper MAPPER = JsonMapper.builder()
            .findAndAddModules()
            .addModule(files())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private ObjectJson() {}

    /** A piece of JSON: text in UTF-8, or a file whose Base64 is sent at this place. */
    record Piece(Body json, @Nullable FileLike file) {}

    /**
     * Writes an object as JSON.
     *
     * @param files recognises files and returns the prefix of their Base64; null if files are refused
     * @throws ModelArtsRequestException if the object can't be written
     */
    static List<Piece> write(Object value, @Nullable Embedding files) {
        Sink sink = new Sink(files);
        try (JsonGenerator generator = new Numbers(MAPPER.createGenerator(sink.bytes))) {
            MAPPER.writer().withAttribute(Sink.class, sink).writeValue(generator, value);
        } catch (IOException e) {
            throw refused(value, e);
        }
        return sink.end();
    }

    /** Recognises files in an object that is written as JSON. */
    interface Embedding {

        FileLike file(Object value);

        /** Returns the text before the Base64 of the file. */
        String prefix(FileLike file);
    }

    private static ModelArtsRequestException refused(Object value, IOException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof ModelArtsRequestException known) {
                return known;
            }
        }
        return new ModelArtsRequestException(
                "The body is a " + value.getClass().getName() + ", which Jackson can't write as JSON: "
                        + (e instanceof JsonProcessingException json ? json.getOriginalMessage() : e)
                        + ". Add the Jackson module for its types to the class path, or convert the body to a Map, a"
                        + " List or JSON text before this endpoint",
                e);
    }

    private static SimpleModule files() {
        SimpleModule module = new SimpleModule("modelarts-files");
        FileLikes.types().forEach(type -> add(module, type));
        // types whose properties Jackson would write instead of their content
        List.of(Reader.class, Channel.class, Source.class).forEach(type -> add(module, type));
        module.addKeySerializer(File.class, new KeySerializer());
        module.addKeySerializer(Path.class, new KeySerializer());
        return module;
    }

    private static <T> void add(SimpleModule module, Class<T> type) {
        module.addSerializer(type, new FileSerializer<>(type));
    }

    /**
     * Returns the place of the next value as a JSON Pointer (RFC 6901). In an array, Jackson's own pointer is still that
     * of the previous value, so the index is added here.
     */
    private static String where(JsonGenerator generator) {
        JsonStreamContext context = generator.getOutputContext();
        return context.inArray()
                ? context.getParent().pathAsPointer() + "/" + context.getEntryCount()
                : context.pathAsPointer().toString();
    }

    /** Collects the pieces that are written. */
    private static final class Sink {

        private final @Nullable Embedding files;
        private final List<Piece> pieces = new ArrayList<>();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);

        Sink(@Nullable Embedding files) {
            this.files = files;
        }

        List<Piece> end() {
            pieces.add(new Piece(Body.of(bytes.toByteArray(), null), null));
            bytes.reset();
            return pieces;
        }
    }

    private static final class FileSerializer<T> extends StdSerializer<T> {

        private static final long serialVersionUID = 1;

        FileSerializer(Class<T> type) {
            super(type);
        }

        @Override
        public void serialize(T value, JsonGenerator generator, SerializerProvider provider) throws IOException {
            if (!FileLikes.isFileLike(value)) {
                throw new ModelArtsRequestException("The body contains a "
                        + value.getClass().getName() + " at " + where(generator)
                        + ", which can't be written as JSON: nothing was sent. Convert it to a String or to"
                        + " bytes before this endpoint");
            }
            Sink sink = (Sink) provider.getAttribute(Sink.class);
            if (sink == null || sink.files == null) {
                // Base64, as Jackson writes bytes
                if (value instanceof byte[] bytes) {
                    generator.writeBinary(bytes);
                    return;
                } else if (value instanceof ByteBuffer bytes) {
                    generator.writeBinary(new ByteBufferBackedInputStream(bytes.duplicate()), bytes.remaining());
                    return;
                }
                throw new ModelArtsRequestException(
                        "The body contains a file (" + value.getClass().getName() + ") at "
                                + where(generator)
                                + ", but it is sent as JSON, which can't contain a file: nothing was sent. Use"
                                + " bodyType=BASE64 or bodyType=DATA_URL to write the file's content there. A"
                                + " Map is sent as multipart only if its values, or elements of Lists"
                                + " that are its values, are files");
            }
            FileLike file = sink.files.file(value);
            generator.writeRawValue(
                    '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(sink.files.prefix(file))));
            generator.flush();
            sink.end();
            sink.pieces.add(new Piece(Body.NONE, file));
            sink.bytes.write('"');
        }
    }

    private static final class KeySerializer extends StdSerializer<Object> {

        private static final long serialVersionUID = 1;

        KeySerializer() {
            super(Object.class);
        }

        @Override
        public void serialize(Object key, JsonGenerator generator, SerializerProvider provider) {
            throw new ModelArtsRequestException("The body contains a Map with a file as a key ("
                    + key.getClass().getName() + "), but paths are never sent: nothing was sent. Use a String as the"
                    + " key");
        }
    }

    /** Refuses NaN and infinite numbers, which do not exist in JSON (RFC 8259, 6). Jackson would write them as text. */
    private static final class Numbers extends JsonGeneratorDelegate {

        Numbers(JsonGenerator generator) {
            // false: values that a serializer writes with writeObject or writeTree also pass through this class
            super(generator, false);
        }

        @Override
        public void writeNumber(double number) throws IOException {
            if (!Double.isFinite(number)) {
                throw noNumber(number);
            }
            super.writeNumber(number);
        }

        @Override
        public void writeNumber(float number) throws IOException {
            if (!Float.isFinite(number)) {
                throw noNumber(number);
            }
            super.writeNumber(number);
        }

        @Override
        public void writeArray(double[] numbers, int from, int count) throws IOException {
            writeStartArray(numbers, count);
            for (int i = from; i < from + count; i++) {
                writeNumber(numbers[i]);
            }
            writeEndArray();
        }

        private ModelArtsRequestException noNumber(double number) {
            return new ModelArtsRequestException("The body contains " + number + " at " + where(this)
                    + ", which does not exist in JSON: nothing was sent. Replace it with null or a finite number"
                    + " before this endpoint");
        }
    }
}
