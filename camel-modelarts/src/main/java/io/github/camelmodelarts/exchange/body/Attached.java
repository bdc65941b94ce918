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
 * @param field the name of its form field, or null if it did not come in a form
 * @param isText whether the attachment is a text field of a form
 * @param file the content, with the name and media type that came with it
 */
record Attached(@Nullable String field, boolean isText, FileLike file) {

    /** Returns the attachments of the message by their keys, in their order. */
    static Map<String, Attachment> of(Message message) {
        // checked first, because it is cheap and most messages have no attachments
        if (!message.hasTrait(MessageTrait.ATTACHMENTS)) {
            return Map.of();
        }
        Map<String, Attachment> attachments = new DefaultAttachmentMessage(message).getAttachmentObjects();
        return attachments == null ? Map.of() : attachments;
    }

    /** Reads field, name and media type of attachments. May wait if {@link FileLikes#mayWait} is true. */
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
            // an attachment of a mail
            return new Attached(null, false, file);
        }
        // platform-http on Spring Boot returns the field name as the file name (Camel 4.18)
        String name = FileNames.last(FileNames.decoded(key), "");
        boolean isName = name.equals(FileNames.last(file.name(), ""));
        if (isName && name.indexOf('.') >= 0) {
            return new Attached(null, false, file);
        }
        return new Attached(key, false, isName ? file.nameless() : file);
    }

    /**
     * Returns the same attachment, with the received name and media type if it has none. Used if the attachment's
     * content is also the body.
     */
    Attached labelled(Labels labels) {
        return new Attached(
                field, isText, file.orElse(labels.receivedName(), MediaTypes.telling(labels.receivedType())));
    }
}
