package io.github.camelmodelarts.benchmark.endtoend;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import org.apache.camel.support.jsse.KeyStoreParameters;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.support.jsse.TrustManagersParameters;

/**
 * Where and how a client calls the server.
 *
 * @param connections the size of a pool of connections that is raised to the calls in flight
 * @param file the file to send; the empty path if the request is JSON
 * @param response what the server returns
 * @param size how many bytes or events that is
 */
record Target(
        int port, boolean tls, boolean http2, int connections, Path store, Path file, Response response, long size) {

    /** The kinds of responses. The end of a path that is longer than {@link #PATH} names the kind and the size. */
    enum Response {
        PREDICTION,
        /** One body of zeros. */
        BYTES,
        /** Server-sent events. The data of each is {@code System.nanoTime()} when it is sent. */
        EVENTS
    }

    /** The password of the key store, which has a key of this run only. */
    static final String PASSWORD = "benchmark";

    /** The path of a prediction; those of other responses are longer. */
    static final String PATH = "/v1/infers/0f5a5a7c-6ac8-4b0e-9f4e-2d1c7f3e9a10";

    /** A target that returns a prediction. */
    Target(int port, boolean tls, boolean http2, int connections, Path store, Path file) {
        this(port, tls, http2, connections, store, file, Response.PREDICTION, 1);
    }

    /** The arguments of a process, for {@link #of}. */
    List<String> arguments() {
        return List.of(
                Integer.toString(port),
                Boolean.toString(tls),
                Boolean.toString(http2),
                Integer.toString(connections),
                store.toString(),
                file.toString(),
                response.name(),
                Long.toString(size));
    }

    static Target of(List<String> arguments) {
        return new Target(
                Integer.parseInt(arguments.get(0)),
                Boolean.parseBoolean(arguments.get(1)),
                Boolean.parseBoolean(arguments.get(2)),
                Integer.parseInt(arguments.get(3)),
                Path.of(arguments.get(4)),
                Path.of(arguments.get(5)),
                Response.valueOf(arguments.get(6)),
                Long.parseLong(arguments.get(7)));
    }

    String address() {
        return (tls ? "https" : "http") + "://127.0.0.1:" + port + PATH
                + (response == Response.PREDICTION ? "" : "/" + response + "/" + size);
    }

    boolean sendsFile() {
        return !file.toString().isEmpty();
    }

    /** The server's certificate as the only trusted one, for Camel. */
    SSLContextParameters camelTrust() {
        KeyStoreParameters keyStore = new KeyStoreParameters();
        keyStore.setResource("file:" + store);
        keyStore.setPassword(PASSWORD);
        TrustManagersParameters trust = new TrustManagersParameters();
        trust.setKeyStore(keyStore);
        SSLContextParameters parameters = new SSLContextParameters();
        parameters.setTrustManagers(trust);
        return parameters;
    }

    /** The same for other clients. */
    SSLContext trust() {
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore keyStore = KeyStore.getInstance("PKCS12");
            keyStore.load(in, PASSWORD.toCharArray());
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(keyStore);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, factory.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("The certificate can't be read from " + store, e);
        }
    }
}
