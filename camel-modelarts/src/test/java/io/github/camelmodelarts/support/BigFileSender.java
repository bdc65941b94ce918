package io.github.camelmodelarts.support;

import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.apache.camel.Exchange;

/**
 * Program that sends files, with DATA_URL inside an object, through a route and prints each response in a line. It runs in a separate
 * process with a small heap.
 */
public final class BigFileSender {

    private BigFileSender() {}

    /**
     * Reads lines from standard input: key and secret, so that no process list shows them, and then address, bodyType and file for each
     * file, with tabs between them. Ends with the input, or with the first exception.
     */
    public static void main(String[] args) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (Routes routes = Routes.anonymous()) {
            routes.component().getConfiguration().setAppKey(in.readLine());
            routes.component().getConfiguration().setAppSecret(in.readLine());
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] parts = line.split("\t", 3);
                System.out.println(send(routes, parts[0], parts[1], new File(parts[2])));
            }
        }
    }

    private static String send(Routes routes, String address, String bodyType, File file) throws Exception {
        Object body = bodyType.equals("DATA_URL") ? Map.of("input", Map.of("image", file)) : file;
        Exchange exchange = routes.send("modelarts:predict?bodyType=" + bodyType + "&address=" + address, body);
        if (exchange.getException() != null) {
            throw exchange.getException();
        }
        return exchange.getMessage().getBody(String.class);
    }
}
