package io.github.camelmodelarts.exchange.body;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.Body;
import io.github.camelmodelarts.api.BodyType;
import io.github.camelmodelarts.api.ModelArtsRequestException;

/**
 * Selects the parts to send for a message with attachments. The body may be one of the attachments, or what a consumer
 * left of the upload after it had made the attachments from it.
 */
final class Upload {

    private final @Nullable Object body;
    private final List<Attached> left;
    private final Labels labels;
    private final Exchange exchange;

    /** @param body the body of the message, or the file that it stands for */
    Upload(@Nullable Object body, List<Attached> attachments, Labels labels, Exchange exchange) {
        this.body = body;
        this.left = new ArrayList<>(attachments);
        this.labels = labels;
        this.exchange = exchange;
    }

    /**
     * Returns a form, or a JSON object for {@code BASE64} and {@code DATA_URL}. It contains each attachment once. It also
     * contains the body, if the body is a Map or if it is neither an attachment nor the rest of the upload.
     *
     * @throws ModelArtsRequestException if the body is not a Map but must be added, and it can't stand for a file or
     *     {@code bodyType} is not {@code FILE}
     */
    Body body(BodyType bodyType) {
        boolean isJson = bodyType == BodyType.BASE64 || bodyType == BodyType.DATA_URL;
        Map<?, ?> form = body instanceof Map<?, ?> map ? withoutAttached(map) : Map.of();
        Fields fields = body instanceof Map ? new Fields() : own(bodyType == BodyType.FILE);
        left.forEach(attached -> add(fields, attached));
        return isJson
                ? fields.json(form, bodyType, labels, exchange)
                : Fields.ofMap(form, labels, exchange).with(fields).form(labels);
    }

    private void add(Fields fields, Attached attached) {
        String field = attached.field() == null ? labels.field() : attached.field();
        if (attached.isText()) {
            fields.addText(field, attached.file().content());
        } else {
            fields.add(field, labels.labelled(attached.file(), field));
        }
    }

    /** Returns the fields of the form, and takes its files from the attachments: Undertow's consumer puts each file into both. */
    private Map<Object, Object> withoutAttached(Map<?, ?> form) {
        Map<Object, Object> fields = new LinkedHashMap<>();
        form.forEach((key, value) -> {
            List<Object> elements = Elements.of(value);
            if (elements != null) {
                elements.replaceAll(this::taken);
            }
            fields.put(key, elements == null ? taken(value) : elements);
        });
        return fields;
    }

    /** Returns the attachment with the same content and removes it from the list, or returns the value if there is none. */
    private @Nullable Object taken(@Nullable Object value) {
        FileLike file = FileLikes.of(value, exchange);
        Attached same = file == null ? null : attached(file);
        left.remove(same);
        return same != null ? same.file() : file != null ? file : value;
    }

    /**
     * Returns the body as a field, or no field if the body is blank, attached, or the rest of the upload.
     *
     * @param both whether a body that is not attached may be sent together with the attachments
     */
    private Fields own(boolean both) {
        Fields fields = new Fields();
        if (body == null
                || (body instanceof CharSequence text && text.toString().isBlank())) {
            return fields;
        }
        FileLike file = body instanceof CharSequence text ? labels.text(text) : FileLikes.of(body, exchange);
        List<FileLike> files = file == null ? files(Elements.of(body)) : List.of(file);
        if (!files.isEmpty() && files.stream().allMatch(each -> attached(each) != null)) {
            if (files.size() == 1) {
                left.replaceAll(
                        attached -> attached.file().isSame(files.get(0)) ? attached.labelled(labels) : attached);
            }
        } else if (file == null || !isRemainder(file)) {
            if (!both || file == null) {
                throw refused(body);
            }
            fields.add(labels.field(), labels.labelled(file));
        }
        return fields;
    }

    /** Returns the files of a List, or none if it contains another value. */
    private List<FileLike> files(@Nullable List<Object> elements) {
        return elements != null && elements.stream().allMatch(FileLikes::isFileLike)
                ? elements.stream()
                        .map(element -> FileLikes.require(element, exchange))
                        .toList()
                : List.of();
    }

    private @Nullable Attached attached(FileLike file) {
        return left.stream()
                .filter(attached -> attached.file().isSame(file))
                .findFirst()
                .orElse(null);
    }

    /**
     * Returns whether this is only the rest of an upload that a consumer has read: an empty stream, or the whole upload,
     * whose parts are already attachments.
     */
    private boolean isRemainder(FileLike file) {
        if (file.isFile()) {
            return false;
        }
        String contentType = String.valueOf(labels.contentType());
        return file.content().isEmpty()
                || (MediaTypes.isMultipart(contentType)
                        && TextBody.fits(file.content().head(), contentType));
    }

    private static ModelArtsRequestException refused(Object body) {
        return new ModelArtsRequestException("The message has a body ("
                + body.getClass().getName()
                + ") and attachments, and it is not clear which of them to send: nothing was sent. To send only the"
                + " body, set bodyType=JSON or bodyType=RAW; to send text, bytes or a file together with the"
                + " attachments, set bodyType=FILE; to send only the attachments, set the body to"
                + " null");
    }
}
