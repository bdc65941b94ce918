package io.github.camelmodelarts.examples.filedrop;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.List;

import org.apache.camel.Exchange;

/** The steps of the routes that process the picture of a page. */
final class Pages {

    private Pages() {}

    /** Sets the body to the page turned by 180 degrees, in memory. The dropped file is not changed. */
    static void turn(Exchange exchange) throws IOException {
        Job job = Job.of(exchange);
        job.turned();
        exchange.getMessage().setBody(Page.encoded(Page.turned(Page.read(job.file())), job.arrivedAs()));
    }

    /** Sets the body to a picture of the page, as it was sent to OCR, with the recognized text beside it. */
    static void annotate(Exchange exchange) throws IOException {
        Job job = Job.of(exchange);
        BufferedImage page = Page.read(job.file());
        List<TextLine> lines = job.lines();
        String title = job.name() + ": " + lines.size() + " lines" + (job.isTurned() ? ", turned by 180 degrees" : "");
        BufferedImage picture = AnnotatedPage.of(job.isTurned() ? Page.turned(page) : page, lines, title);
        exchange.getMessage().setBody(Page.encoded(picture, "annotated.png"));
    }
}
