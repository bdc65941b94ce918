package io.github.camelmodelarts.support;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteDefinition;

/**
 * Program that downloads streamed responses in routes with Camel's defaults, checks each byte, and prints a line for each. It runs in a
 * separate process with a small heap.
 */
public final class BigStreamReader {

    private static final int PIECE = 64 * 1024;

    private BigStreamReader() {}

    /** Arguments: a folder, and URIs of endpoints. The first response is written to a file there, the others are read by a step. */
    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        try (Routes routes = Routes.anonymous()) {
            for (int i = 1; i < args.length; i++) {
                boolean toFile = i == 1;
                String uri = args[i];
                String from = "direct:" + i;
                long[] length = {-1};
                routes.context().addRoutes(new RouteBuilder() {
                    @Override
                    public void configure() {
                        RouteDefinition route = from(from).to(uri);
                        if (toFile) {
                            route.to("file:" + folder + "?fileName=received");
                        } else {
                            route.setHeader("a-step")
                                    .constant("between")
                                    .process(exchange -> length[0] =
                                            check(exchange.getMessage().getBody(InputStream.class)));
                        }
                    }
                });
                HeapPeak peak = HeapPeak.start();
                Exchange exchange = routes.call(from, "{}");
                if (exchange.getException() != null) {
                    throw exchange.getException();
                }
                long bytes = toFile ? Files.size(folder.resolve("received")) : length[0];
                String figures = peak.after(bytes);
                if (toFile) {
                    try (InputStream file = new BufferedInputStream(Files.newInputStream(folder.resolve("received")))) {
                        check(file);
                    }
                }
                System.out.println(bytes + " bytes, " + figures);
            }
        }
    }

    /** Checks that these are numbered bytes, and returns how many. */
    private static long check(InputStream content) throws IOException {
        InputStream numbered = new NumberedBytes(Long.MAX_VALUE);
        byte[] piece = new byte[PIECE];
        byte[] expected = new byte[PIECE];
        long length = 0;
        for (int read = content.read(piece); read >= 0; read = content.read(piece)) {
            numbered.readNBytes(expected, 0, read);
            int wrong = Arrays.mismatch(piece, 0, read, expected, 0, read);
            if (wrong >= 0) {
                throw new IllegalStateException("The byte at offset " + (length + wrong) + " is wrong");
            }
            length += read;
        }
        return length;
    }
}
