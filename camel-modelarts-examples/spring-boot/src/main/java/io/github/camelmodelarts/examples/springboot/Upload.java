package io.github.camelmodelarts.examples.springboot;

import java.util.Locale;
import java.util.Set;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/** The kinds of files that a route takes. Others are refused, in words for the one who sent them. */
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
            throw new UnsupportedFileException("The file is " + (mediaType.isEmpty() ? "of an unknown kind" : mediaType)
                    + ". Send " + wanted + ".");
        }
    }
}
