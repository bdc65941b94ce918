package io.github.camelmodelarts.support;

import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.apache.camel.Exchange;

/**
 * Program that sends one file, with DATA_URL inside an object, through a route and prints the response. It runs in a separate
 * process with a small heap.
 */
public final class BigFileSender {

    private BigFileSender() {}

    /** Arguments: address, bodyType and file. Key and secret come on standard input, so that no process list shows them. */
    public static void main(String[] args) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (Routes routes = Routes.anonymous()) {
            routes.component().getConfiguration().setAppKey(in.readLine());
            routes.component().getConfiguration().setAppSecret(in.readLine());
            File file = new File(args[2]);
            Object body = args[1].equals("DATA_URL") ? Map.of("input", Map.of("image", file)) : file;
            Exchange exchange = routes.send("modelarts:predict?bodyType=" + args[1] + "&address=" + args[0], body);
            if (exchange.getException() != null) {
                throw exchange.getException();
            }
            System.out.println(exchange.getMessage().getBody(String.class));
        }
    }
}
