package io.github.camelmodelarts.examples.filedrop;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.List;

import org.apache.camel.Exchange;

/** The steps of a route that work on a page's picture. */
final class Pages {

    private Pages() {}

    /** The message becomes the page turned by 180 degrees, in memory: what was dropped stays as it is. */
    static void turn(Exchange exchange) throws IOException {
        Job job = Job.of(exchange);
        job.turned();
        exchange.getMessage().setBody(Page.encoded(Page.turned(Page.read(job.file())), job.arrivedAs()));
    }

    /** The message becomes a picture of the page, as it was read, and of what was read on it. */
    static void annotate(Exchange exchange) throws IOException {
        Job job = Job.of(exchange);
        BufferedImage page = Page.read(job.file());
        List<TextLine> lines = job.lines();
        String title = job.name() + ": " + lines.size() + " lines" + (job.isTurned() ? ", turned by 180 degrees" : "");
        BufferedImage picture = AnnotatedPage.of(job.isTurned() ? Page.turned(page) : page, lines, title);
        exchange.getMessage().setBody(Page.encoded(picture, "annotated.png"));
    }
}
