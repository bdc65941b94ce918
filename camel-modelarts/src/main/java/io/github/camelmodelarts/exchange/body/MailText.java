package io.github.camelmodelarts.exchange.body;

import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** Reads the body that camel-mail delivers for a mail with attachments: an object that holds the attachments and the mail's text. */
final class MailText {

    private static final String MULTIPART = "jakarta.mail.Multipart";

    private MailText() {}

    /** Whether a body is what camel-mail delivers for a mail of several parts. */
    static boolean isMail(@Nullable Object body) {
        return body != null && isMultipart(body.getClass());
    }

    /** The text of such a mail, or null if there is none. Waits for the server of the mail. */
    static @Nullable String of(Object mail, Exchange exchange) {
        // camel-mail's own converter finds the text; where there is none, Camel falls back on toString
        String text = exchange.getContext().getTypeConverter().tryConvertTo(String.class, exchange, mail);
        return text == null || text.isBlank() || text.equals(mail.toString()) ? null : text;
    }

    /** By name, because Jakarta Mail is on the class path only with camel-mail. */
    private static boolean isMultipart(Class<?> type) {
        for (Class<?> known = type; known != null; known = known.getSuperclass()) {
            if (known.getName().equals(MULTIPART)) {
                return true;
            }
        }
        return false;
    }
}
