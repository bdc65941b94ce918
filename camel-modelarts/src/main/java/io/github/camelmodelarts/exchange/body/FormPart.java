package io.github.camelmodelarts.exchange.body;

import java.net.URLDecoder;
import java.nio.charset.Charset;
import java.util.Locale;

import jakarta.activation.MimeTypeParameterList;
import jakarta.activation.MimeTypeParseException;
import org.apache.camel.attachment.Attachment;
import org.jspecify.annotations.Nullable;

/**
 * The values of {@code Content-Disposition} for one part of an upload (RFC 7578, 4.2).
 *
 * @param isForm whether the part belongs to a form
 * @param field the name of the form field, or null
 * @param fileName the decoded file name, or null if the part is not a file
 */
record FormPart(
        boolean isForm, @Nullable String field, @Nullable String fileName) {

    private static final FormPart UNKNOWN = new FormPart(false, null, null);

    static FormPart of(Attachment attachment) {
        return of(attachment.getHeader("Content-Disposition"));
    }

    static FormPart of(@Nullable String disposition) {
        int parameters = disposition == null ? -1 : disposition.indexOf(';');
        if (disposition == null || parameters < 0) {
            return UNKNOWN;
        }
        boolean isForm = disposition
                .substring(0, parameters)
                .trim()
                .toLowerCase(Locale.ROOT)
                .equals("form-data");
        try {
            MimeTypeParameterList known = new MimeTypeParameterList(disposition.substring(parameters));
            String extended = extended(known.get("filename*"));
            return new FormPart(
                    isForm,
                    isForm ? known.get("name") : null,
                    extended == null ? FileNames.decoded(known.get("filename")) : extended);
        } catch (MimeTypeParseException e) {
            return UNKNOWN;
        }
    }

    /** Returns whether the part is a text field of a form. */
    boolean isText() {
        return isForm && fileName == null;
    }

    /** Decodes a value that names its charset (RFC 8187, 3.2). Returns null if the value has another format. */
    private static @Nullable String extended(@Nullable String value) {
        String[] pieces = value == null ? new String[0] : value.split("'", 3);
        if (pieces.length < 3) {
            return null;
        }
        try {
            return URLDecoder.decode(pieces[2].replace("+", "%2B"), Charset.forName(pieces[0]));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
