package io.github.camelmodelarts.exchange.body;

import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body that camel-mail delivers for a mail with attachments: an object that contains the attachments and the
 * mail's text.
 */
final class MailText {

    private static final String MULTIPART = "jakarta.mail.Multipart";

    private MailText() {}

    /** Returns whether a body is the object that camel-mail delivers for a mail with several parts. */
    static boolean isMail(@Nullable Object body) {
        return body != null && isMultipart(body.getClass());
    }

    /** Returns the text of such a mail, or null if there is none. Waits for the mail server. */
    static @Nullable String of(Object mail, Exchange exchange) {
        // camel-mail's converter finds the text; if there is none, Camel falls back to toString
        String text = exchange.getContext().getTypeConverter().tryConvertTo(String.class, exchange, mail);
        return text == null || text.isBlank() || text.equals(mail.toString()) ? null : text;
    }

    /** Checks the class by name, because Jakarta Mail is on the class path only with camel-mail. */
    private static boolean isMultipart(Class<?> type) {
        for (Class<?> known = type; known != null; known = known.getSuperclass()) {
            if (known.getName().equals(MULTIPART)) {
                return true;
            }
        }
        return false;
    }
}
