package io.github.camelmodelarts.exchange.body;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;

import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.Body;
import io.github.camelmodelarts.api.BodyType;
import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.MultipartBody;
import io.github.camelmodelarts.api.Part;
import io.github.camelmodelarts.api.UnresolvedBody;
import io.github.camelmodelarts.text.Printable;

/** Collects files and other values by field, for a multipart form or a JSON object. */
final class Fields {

    private final Map<String, List<Object>> values = new LinkedHashMap<>();

    /** The text of a form field, which is not read yet. */
    private record Text(Content content) {}

    /** Returns one field with a file that already has its name and media type. */
    static Fields of(String field, FileLike file) {
        Fields fields = new Fields();
        fields.add(field, file);
        return fields;
    }

    /**
     * Returns the entries of a Map, or the files of a List in one field.
     *
     * @throws ModelArtsRequestException if a List contains files and other values
     */
    static Fields of(Object value, Labels labels, Exchange exchange) {
        if (value instanceof Map<?, ?> map) {
            return ofMap(map, labels, exchange);
        }
        Fields fields = new Fields();
        fields.addFiles(null, Objects.requireNonNull(Elements.of(value)), labels, exchange);
        return fields;
    }

    /** Returns the entries of a Map without its null values. */
    static Fields ofMap(Map<?, ?> map, Labels labels, Exchange exchange) {
        Fields fields = new Fields();
        map.forEach((key, entry) -> fields.addEntry(key, entry, labels, exchange));
        return fields;
    }

    private void addEntry(@Nullable Object key, @Nullable Object value, Labels labels, Exchange exchange) {
        if (value == null) {
            return;
        } else if (key == null) {
            throw new ModelArtsRequestException(
                    "The Map has an entry with the key null, but a field needs a name: nothing was sent. Set a key"
                            + " for the entry");
        }
        if (FileLikes.isFileLike(key)) {
            throw new ModelArtsRequestException("The Map has a file as a key ("
                    + key.getClass().getName() + "), but paths are never sent: nothing was sent. Use a String as the"
                    + " key");
        }
        String field = key.toString();
        FileLike file = FileLikes.of(value, exchange);
        List<Object> elements = Elements.of(value);
        if (file != null) {
            add(field, labels.labelled(file, field));
        } else if (elements != null && Elements.hasFiles(elements)) {
            addFiles(field, elements, labels, exchange);
        } else {
            add(field, value);
        }
    }

    /** @param key the key of the Map's entry that contains the files, or null if they are the body */
    private void addFiles(@Nullable String key, List<Object> elements, Labels labels, Exchange exchange) {
        for (int i = 0; i < elements.size(); i++) {
            FileLike file = FileLikes.of(elements.get(i), exchange);
            if (file == null) {
                Object element = elements.get(i);
                throw new ModelArtsRequestException("The body contains files, but "
                        + Printable.of(key == null ? "" : key, 60) + "[" + i
                        + "] is "
                        + (element == null ? "null" : "a " + element.getClass().getName())
                        + ", which can't be sent as a file: nothing was sent. Remove it from the List, or send a Map"
                        + " with separate keys for files and for other values");
            }
            add(key == null ? labels.field() : key, labels.labelled(file, key == null ? "file" : key));
        }
    }

    void add(String field, Object value) {
        values.computeIfAbsent(field, name -> new ArrayList<>()).add(value);
    }

    /** Adds the text of a form field. */
    void addText(String field, Content text) {
        add(field, new Text(text));
    }

    private Stream<Object> all() {
        return values.values().stream().flatMap(List::stream);
    }

    private boolean mayBlock() {
        return all().anyMatch(value -> value instanceof FileLike file
                ? file.isInOtherCharset() || file.content().mayBlock()
                : value instanceof Text text && text.content().mayBlock());
    }

    /** Adds other fields and returns these fields. */
    Fields with(Fields others) {
        others.values.forEach((field, several) -> several.forEach(value -> add(field, value)));
        return this;
    }

    /** Returns all fields as a body: a JSON object for {@code BASE64} and {@code DATA_URL}, otherwise a form. */
    Body body(BodyType bodyType, Labels labels, Exchange exchange) {
        return bodyType == BodyType.BASE64 || bodyType == BodyType.DATA_URL
                ? json(Map.of(), bodyType, labels, exchange)
                : form(labels);
    }

    /** Returns a JSON object of the entries of a Map and these fields. */
    Body json(Map<?, ?> entries, BodyType bodyType, Labels labels, Exchange exchange) {
        return UnresolvedBody.of(all().anyMatch(Text.class::isInstance), () -> {
            Map<Object, Object> object = new LinkedHashMap<>(entries);
            object.putAll(object());
            return EmbeddedFiles.json(object, bodyType, labels, exchange);
        });
    }

    /** Returns a form with one part for each value. */
    Body form(Labels labels) {
        long files = all().filter(FileLike.class::isInstance).count();
        if (labels.fileName() != null && files > 1) {
            throw new ModelArtsRequestException("The header " + ModelArtsConstants.FILE_NAME
                    + " names one file, but the body contains " + files + " files: nothing was sent. Remove the"
                    + " header");
        }
        return UnresolvedBody.of(mayBlock(), this::form);
    }

    private Map<String, Object> object() {
        Map<String, Object> object = new LinkedHashMap<>();
        values.forEach((field, several) -> {
            List<Object> read = several.stream().map(Fields::read).toList();
            object.put(field, read.size() == 1 ? read.get(0) : read);
        });
        return object;
    }

    private static Object read(Object value) {
        return value instanceof Text text ? TextBody.decoded(text.content().all(), StandardCharsets.UTF_8) : value;
    }

    private Body form() {
        if (values.isEmpty()) {
            throw new ModelArtsRequestException(
                    "The body is a Map without entries, which can't be sent as multipart: nothing was sent. Put a"
                            + " file into the Map");
        }
        List<Part> parts = new ArrayList<>();
        values.forEach((field, several) -> several.forEach(value -> parts.add(part(field, value))));
        return MultipartBody.of(parts, "modelarts-" + UUID.randomUUID());
    }

    private static Part part(String field, Object value) {
        if (value instanceof FileLike file) {
            String name = Objects.requireNonNull(file.name());
            boolean decodes = file.isInOtherCharset() && MediaTypes.isJson(file.mediaType());
            return new Part(
                    field,
                    name,
                    decodes
                            ? TextBody.decoded(file)
                            : file.content().body("The file " + Printable.of(name, 60), file.mediaType()));
        }
        Object read = read(value);
        boolean scalar = read instanceof CharSequence
                || read instanceof Number
                || read instanceof Boolean
                || read instanceof Enum<?>;
        try {
            return new Part(field, null, scalar ? TextBody.ofField(read) : EmbeddedFiles.json(read));
        } catch (ModelArtsRequestException e) {
            throw new ModelArtsRequestException("In the field " + Printable.of(field, 60) + ": " + e.getMessage(), e);
        }
    }
}
