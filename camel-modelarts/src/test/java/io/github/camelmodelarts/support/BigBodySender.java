package io.github.camelmodelarts.support;

import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.options.ModelArtsConfiguration;

/** Program that sends large bodies in routes and prints the responses. It runs in a separate process with a small heap. */
public final class BigBodySender {

    /** What is sent. */
    public enum Kind {
        /** A stream of unknown length, as a file. */
        STREAM,
        /** A stream that Camel has cached on disk. */
        CACHE,
        /** Two files in one multipart body. */
        FILES
    }

    private BigBodySender() {}

    /**
     * Arguments: a folder with the files {@code 0} and {@code 1}, a length, and then pairs of a {@link Kind} and an endpoint. Key and secret
     * come on standard input, so that no process list shows them.
     */
    public static void main(String[] args) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Path folder = Path.of(args[0]);
        long length = Long.parseLong(args[1]);
        try (Routes routes = Routes.anonymous()) {
            ModelArtsConfiguration options = routes.component().getConfiguration();
            options.setAppKey(in.readLine());
            options.setAppSecret(in.readLine());
            routes.spoolTo(folder.resolve("spool"));
            for (int i = 2; i < args.length; i += 2) {
                send(routes, Kind.valueOf(args[i]), args[i + 1], length, folder);
            }
        }
    }

    private static void send(Routes routes, Kind kind, String uri, long length, Path folder) throws Exception {
        String from = "direct:" + kind + uri.hashCode();
        routes.context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(from).streamCache(String.valueOf(kind == Kind.CACHE)).to(uri);
            }
        });
        File first = folder.resolve("0").toFile();
        File second = folder.resolve("1").toFile();
        HeapPeak peak = HeapPeak.start();
        Exchange exchange = switch (kind) {
            case STREAM ->
                routes.call(from, new NumberedBytes(length), Map.of(ModelArtsConstants.FILE_NAME, "numbered.bin"));
            case CACHE -> routes.call(from, new NumberedBytes(length));
            case FILES -> routes.call(from, List.of(first, second));
        };
        if (exchange.getException() != null) {
            throw exchange.getException();
        }
        System.out.println(exchange.getMessage().getBody(String.class));
        System.out.println(peak.after(kind == Kind.FILES ? 2 * length : length));
    }
}
