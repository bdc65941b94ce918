package io.github.camelmodelarts.exchange.body;

import java.util.List;
import java.util.Map;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.attachment.Attachment;
import org.apache.camel.attachment.DefaultAttachmentMessage;
import org.apache.camel.trait.message.MessageTrait;
import org.jspecify.annotations.Nullable;

/**
 * An attachment of a message.
 *
 * @param field the form field that it came in, or null if it did not come in a form
 * @param isText whether it is a text field of a form
 * @param file its content, with the name and type that it came with
 */
record Attached(@Nullable String field, boolean isText, FileLike file) {

    /** The attachments of the message by their keys, in their order. */
    static Map<String, Attachment> of(Message message) {
        // asked first, as it costs nothing: most messages have none
        if (!message.hasTrait(MessageTrait.ATTACHMENTS)) {
            return Map.of();
        }
        Map<String, Attachment> attachments = new DefaultAttachmentMessage(message).getAttachmentObjects();
        return attachments == null ? Map.of() : attachments;
    }

    /** What is known of attachments. Waits where {@link FileLikes#mayWait} says so. */
    static List<Attached> of(Map<String, Attachment> attachments, Exchange exchange) {
        return attachments.entrySet().stream()
                .map(entry -> of(entry.getKey(), entry.getValue(), exchange))
                .toList();
    }

    private static Attached of(String key, Attachment attachment, Exchange exchange) {
        FileLike file = FileLikes.require(attachment, exchange);
        FormPart part = FormPart.of(attachment);
        if (part.isForm()) {
            return new Attached(part.field(), part.isText(), file);
        } else if (part.fileName() != null) {
            // a mail
            return new Attached(null, false, file);
        }
        // Spring Boot's platform-http gives the field's name for the file's (Camel 4.18)
        String name = FileNames.last(FileNames.decoded(key), "");
        boolean isName = name.equals(FileNames.last(file.name(), ""));
        if (isName && name.indexOf('.') >= 0) {
            return new Attached(null, false, file);
        }
        return new Attached(key, false, isName ? file.nameless() : file);
    }

    /** With the received name and type where it has none; for an attachment whose content is the body, too. */
    Attached labelled(Labels labels) {
        return new Attached(
                field, isText, file.orElse(labels.receivedName(), MediaTypes.telling(labels.receivedType())));
    }
}
