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

/** Selects what is sent of a message with attachments. Its body may be one of them, or a remainder of the upload that they came in. */
final class Upload {

    private final @Nullable Object body;
    private final List<Attached> left;
    private final Labels labels;
    private final Exchange exchange;

    /** @param body the message's, or the file that it stands for */
    Upload(@Nullable Object body, List<Attached> attachments, Labels labels, Exchange exchange) {
        this.body = body;
        this.left = new ArrayList<>(attachments);
        this.labels = labels;
        this.exchange = exchange;
    }

    /**
     * The attachments, each once, and the body if it is separate from them: as JSON, or else as a form.
     *
     * @throws ModelArtsRequestException if such a body is there, and the type is not {@code FILE}
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

    /** The form's fields. Undertow's consumer has the attachments there, too. */
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

    /** The attachment with the same content, which is not sent once more then; or else the value. */
    private @Nullable Object taken(@Nullable Object value) {
        FileLike file = FileLikes.of(value, exchange);
        Attached same = file == null ? null : attached(file);
        left.remove(same);
        return same != null ? same.file() : file != null ? file : value;
    }

    /** The body as a field, unless it is attachments or a remainder of the upload. */
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

    /** The files of a List, or none if there is anything else in it. */
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

    /** Whether a consumer has read the upload and left this: nothing, or the upload itself, whose parts are attached. */
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
                + ") and attachments, and it is not clear what is to be sent: nothing was sent. bodyType=JSON or"
                + " bodyType=RAW sends the body alone, bodyType=FILE sends text, bytes or a file and the attachments; to send"
                + " the attachments alone, set the body to null");
    }
}
