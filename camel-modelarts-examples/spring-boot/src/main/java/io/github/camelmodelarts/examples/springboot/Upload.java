package io.github.camelmodelarts.examples.springboot;

import java.util.Locale;
import java.util.Set;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.springframework.http.HttpStatus;

/** Refuses files that are not of the media types that a route accepts. The message is for the sender of the file. */
record Upload(String wanted, Set<String> mediaTypes) implements Processor {

    static final Upload PICTURE_OR_JSON =
            new Upload("a PNG or JPEG picture, or JSON", Set.of("image/png", "image/jpeg", "application/json"));
    static final Upload JSON = new Upload("JSON", Set.of("application/json"));

    Upload {
        mediaTypes = Set.copyOf(mediaTypes);
    }

    @Override
    public void process(Exchange exchange) {
        Message message = exchange.getMessage();
        String given = message.getHeader(Exchange.CONTENT_TYPE, "", String.class);
        String mediaType = given.replaceFirst(";.*", "").trim().toLowerCase(Locale.ROOT);
        if (!mediaTypes.contains(mediaType)) {
            throw Problem.refusal(
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                    "This kind of file is not supported",
                    "The type of the file is " + (mediaType.isEmpty() ? "unknown" : mediaType) + ". Send " + wanted
                            + ".");
        }
    }
}
